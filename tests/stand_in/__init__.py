"""The whole system on third-party stand-ins for AWS: template, binaries, the tests of the booking core."""
