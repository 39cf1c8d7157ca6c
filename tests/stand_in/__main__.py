"""The whole system on a stand-in for AWS: `make stand-in`."""

import sys
import time

from . import binaries, rights
from .aws import ministack
from .deploy import deploy, template
from .receivers import receivers
from .story import START, Story
from .system import SITE, System

PARAMETERS = {
    "SiteUrl": SITE,
    "ApiUrl": SITE,
    "MailFrom": "booking@magnetiq.example",
    "MailDomain": "magnetiq.example",
    "AlarmEmail": "alarms@magnetiq.example",
    "TeamEmail": "team@magnetiq.example",
    "ChatRooms": "slack,generic",
}


def tell(what: str) -> None:
    print(f"  {what}", flush=True)


def main() -> int:
    began = time.monotonic()
    print("-- every function's binary with its sample, as Lambda runs it", flush=True)
    binaries.check(tell)
    with receivers() as caught, ministack(auth=True, now=START, environment=caught.environment()) as aws:
        caught.ses = aws.endpoint
        try:
            print("-- deployment", flush=True)
            system = System(aws, deploy(aws, PARAMETERS, tell), caught)
            print("-- one whole booking, under AUTH=true", flush=True)
            Story(system).tell()
            print("-- rights", flush=True)
            for shown in rights.check(system, crates()):
                tell(shown)
        except BaseException:
            print(f"-- what ministack said\n{aws.tail()}", file=sys.stderr)
            print_logs(aws)
            raise
    print(f"stand-in: passed in {time.monotonic() - began:.0f} s")
    return 0


def crates() -> dict[str, str]:
    """Functions by logical id, each with its crate."""
    functions = template()["Resources"].items()
    return {
        name: it["Metadata"]["BuildProperties"]["Binary"]
        for name, it in functions
        if it["Type"] == "AWS::Lambda::Function"
    }


def print_logs(aws, lines: int = 60) -> None:
    """The end of the functions' log, if there is one."""
    logs = aws.client("logs")
    for group in logs.describe_log_groups()["logGroups"]:
        events = logs.filter_log_events(logGroupName=group["logGroupName"])["events"]
        print(f"-- {group['logGroupName']}", file=sys.stderr)
        for event in events[-lines:]:
            print(event["message"].rstrip(), file=sys.stderr)


raise SystemExit(main())
