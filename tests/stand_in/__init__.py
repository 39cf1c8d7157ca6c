"""The whole system on stand-ins for AWS that no one here wrote: template, binaries, the tests of the booking core."""
