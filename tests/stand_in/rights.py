"""Least privilege, by a stand-in that enforces policies: granted calls work, others are refused.

The whole story shows that the grants suffice, under `AUTH=true`. Here: every function run with a role that isn't its own
is refused; and a role's own keys open the resources that its policy names, and no others. Conditions that ministack
doesn't check are tried and listed as well, so that they don't count as tested; the static side is with tests/rights.py and
tests/template.py.
"""

import base64
import json
import time
from collections.abc import Callable, Iterator

from botocore.exceptions import ClientError

from .aws import ACCOUNT, REGION, ROOT, Keys
from .deploy import PACKAGES
from .system import System

# Has no policy, and so no right beyond its logs.
FOREIGN = "OpenapiFunctionRole"
# Functions that call no service, whatever their role (tests/template.py).
WITHOUT_CALLS = {"openapi", "show-unsubscribe", "unknown-route"}
REFUSALS = ("AccessDenied", "AccessDeniedException", "AuthorizationError", "AuthorizationErrorException")
# The last line that a function logs of an invocation, and how many are tried until it is seen.
LOGGED = '"message":"invoked"'
INVOCATIONS = 20
# Of an unknown caller.
STRANGE = ("UnrecognizedClientException", "InvalidSignatureException")


def functions_with_foreign_roles(system: System, crates: dict[str, str]) -> Iterator[str]:
    """Each function, by its sample invocation: refused with a foreign role, not with its own."""
    functions = system.aws.client("lambda")
    count = 0
    for name, crate in sorted(crates.items()):
        if crate in WITHOUT_CALLS:
            continue
        function = system.ids[name]
        sample = (ROOT / f"events/{crate}.json").read_bytes()
        assert not is_refused(functions, function, sample), f"expected {crate} not to be refused with its own role"
        twin = twin_of(functions, function, role_arn(system, FOREIGN), crate)
        assert is_refused(functions, twin, sample), f"expected {crate} to be refused with the role of openapi"
        functions.delete_function(FunctionName=twin)
        count += 1
    yield f"{count} functions work with their own role, and are refused with another"


def twin_of(functions, name: str, role: str, crate: str) -> str:
    """The same function with another role. (Given another role, a function goes on with the keys that it has.)"""
    own = functions.get_function_configuration(FunctionName=name)
    same = {key: own[key] for key in ("Runtime", "Handler", "Timeout", "MemorySize", "LoggingConfig")}
    twin = f"{crate}-with-a-foreign-role"
    functions.create_function(
        FunctionName=twin,
        Role=role,
        Code={"S3Bucket": PACKAGES, "S3Key": f"{crate}.zip"},
        Environment={"Variables": own["Environment"]["Variables"]},
        **same,
    )
    return twin


def is_refused(functions, name: str, sample: bytes) -> bool:
    """Whether a service refused a call of the function, by its log.

    ministack waits a tenth of a second for a log. Lines that are later are with the next invocation.
    """
    said = ""
    for _ in range(INVOCATIONS):
        answer = functions.invoke(FunctionName=name, Payload=sample, LogType="Tail")
        said += base64.b64decode(answer.get("LogResult", "")).decode() + answer["Payload"].read().decode()
        if LOGGED in said:
            return any(refusal in said for refusal in REFUSALS)
    raise AssertionError(f"{name} logged none of {INVOCATIONS} invocations: {said}")


def role_arn(system: System, role: str) -> str:
    return f"arn:aws:iam::{ACCOUNT}:role/{system.ids[role]}"


def keys_of(system: System, role: str) -> Keys:
    """Keys of a role. Its trust is widened for that to the account's root, which Lambda alone has on AWS as here."""
    iam = system.aws.client("iam")
    trust = iam.get_role(RoleName=system.ids[role])["Role"]["AssumeRolePolicyDocument"]
    root = {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}}
    trust = trust | {"Statement": [*trust["Statement"], root]}
    iam.update_assume_role_policy(RoleName=system.ids[role], PolicyDocument=json.dumps(trust))
    sts = system.aws.client("sts")
    made = sts.assume_role(RoleArn=role_arn(system, role), RoleSessionName="rights")["Credentials"]
    return made["AccessKeyId"], made["SecretAccessKey"], made["SessionToken"]


class Calls:
    """The targets of a role's keys."""

    def __init__(self, system: System, keys: Keys):
        self.system = system
        self.ids = system.ids
        self.client = lambda service: system.aws.client(service, keys)

    def read(self, pk: str, sk: str) -> None:
        self.client("dynamodb").get_item(TableName=self.ids["TableName"], Key={"pk": {"S": pk}, "sk": {"S": sk}})

    def write(self, pk: str, sk: str) -> None:
        self.client("dynamodb").put_item(TableName=self.ids["TableName"], Item={"pk": {"S": pk}, "sk": {"S": sk}})

    def delete(self, pk: str, sk: str) -> None:
        self.client("dynamodb").delete_item(TableName=self.ids["TableName"], Key={"pk": {"S": pk}, "sk": {"S": sk}})

    def secret(self, name: str) -> None:
        self.client("secretsmanager").get_secret_value(SecretId=self.ids[name])

    def put_message(self, queue: str) -> None:
        self.client("sqs").send_message(QueueUrl=self.ids[queue], MessageBody="{}")

    def put_event(self, bus: str) -> None:
        entry = {"Source": "rights", "DetailType": "rights", "Detail": "{}", "EventBusName": self.ids.get(bus, bus)}
        self.client("events").put_events(Entries=[entry])

    def schedule(self, group: str, role: str = "SchedulerRole") -> None:
        queue = f"arn:aws:sqs:{REGION}:{ACCOUNT}:nowhere"
        self.client("scheduler").create_schedule(
            Name=f"rights-{time.monotonic_ns()}",
            GroupName=self.ids.get(group, group),
            ScheduleExpression="at(2031-01-01T00:00:00)",
            FlexibleTimeWindow={"Mode": "OFF"},
            Target={"Arn": queue, "RoleArn": role_arn(self.system, role)},
        )

    def mail(self, sender: str = "booking@magnetiq.example") -> None:
        content = {"Simple": {"Subject": {"Data": "rights"}, "Body": {"Text": {"Data": "rights"}}}}
        to = {"ToAddresses": ["somebody@clients.example"]}
        self.client("sesv2").send_email(FromEmailAddress=sender, Destination=to, Content=content)

    def text(self) -> None:
        self.client("sns").publish(PhoneNumber="+4930901820", Message="rights")

    def announce(self) -> None:
        self.client("sns").publish(TopicArn=self.ids["MailEvents"], Message="rights")


# Roles, the description of the attempt, and the call.
Case = tuple[str, str, Callable[[Calls], None]]

GRANTED: list[Case] = [
    ("GetSiteFunctionRole", "reads the settings", lambda do: do.read("SETTINGS", "GLOBAL")),
    ("ListConsultantsFunctionRole", "reads the directory", lambda do: do.read("DIRECTORY", "anna-schmidt")),
    ("CreateBookingFunctionRole", "writes bookings", lambda do: do.write("BOOKING#RIGHTS", "BOOKING")),
    ("CreateBookingFunctionRole", "reads the key that signs links", lambda do: do.secret("SigningSecret")),
    ("RelayFunctionRole", "puts events on the bus", lambda do: do.put_event("EventBus")),
    ("NotifyMailFunctionRole", "sends mail", lambda do: do.mail()),
    ("NotifySmsFunctionRole", "sends text messages", lambda do: do.text()),
    ("NotifyChatFunctionRole", "reads the rooms' addresses", lambda do: do.secret("ChatWebhooks")),
    ("ScheduleJobsFunctionRole", "makes schedules of jobs", lambda do: do.schedule("Jobs")),
    ("SendReminderFunctionRole", "gives messages up", lambda do: do.put_message("SendReminderDeadLetters")),
    # A schedule's call when it fires; ministack makes it without checking the role.
    ("SchedulerRole", "asks for a reminder", lambda do: do.put_message("SendReminderQueue")),
    ("SchedulerRole", "asks who came", lambda do: do.put_message("CheckAttendanceQueue")),
    ("SchedulerRole", "asks for a follow-up", lambda do: do.put_message("SendFollowUpQueue")),
]
REFUSED: list[Case] = [
    ("GetSiteFunctionRole", "writes the table", lambda do: do.write("SETTINGS", "GLOBAL")),
    ("GetSiteFunctionRole", "reads a secret", lambda do: do.secret("SigningSecret")),
    ("ListConsultantsFunctionRole", "writes the table", lambda do: do.write("DIRECTORY", "x")),
    ("ListConsultantsFunctionRole", "sends mail", lambda do: do.mail()),
    ("ListAvailabilityFunctionRole", "sends text messages", lambda do: do.text()),
    ("CreateBookingFunctionRole", "deletes bookings", lambda do: do.delete("BOOKING#RIGHTS", "BOOKING")),
    ("CreateBookingFunctionRole", "sends mail", lambda do: do.mail()),
    ("CreateBookingFunctionRole", "makes schedules", lambda do: do.schedule("Jobs")),
    ("CreateBookingFunctionRole", "reads the rooms' addresses", lambda do: do.secret("ChatWebhooks")),
    ("RelayFunctionRole", "puts events on another bus", lambda do: do.put_event("default")),
    ("RelayFunctionRole", "writes the table", lambda do: do.write("BOOKING#RIGHTS", "BOOKING")),
    ("NotifyMailFunctionRole", "makes schedules", lambda do: do.schedule("Jobs")),
    ("NotifyMailFunctionRole", "sends text messages", lambda do: do.text()),
    ("NotifyMailFunctionRole", "puts messages into a job's queue", lambda do: do.put_message("SendReminderQueue")),
    ("NotifySmsFunctionRole", "sends mail", lambda do: do.mail()),
    ("NotifySmsFunctionRole", "announces on a topic", lambda do: do.announce()),
    ("NotifyChatFunctionRole", "reads the key of the hashes", lambda do: do.secret("SearchSecret")),
    ("ScheduleJobsFunctionRole", "sends mail", lambda do: do.mail()),
    ("SendReminderFunctionRole", "deletes from the table", lambda do: do.delete("BOOKING#RIGHTS", "BOOKING")),
    ("SchedulerRole", "puts messages into a reaction's queue", lambda do: do.put_message("NotifyMailQueue")),
    ("SchedulerRole", "reads the table", lambda do: do.read("SETTINGS", "GLOBAL")),
]
# Refusals of IAM by conditions that ministack doesn't check. Once it does, these fail.
BEYOND: list[Case] = [
    ("ScheduleJobsFunctionRole", "makes schedules in another group", lambda do: do.schedule("default")),
    ("ScheduleJobsFunctionRole", "passes another role (iam:PassRole)", lambda do: do.schedule("Jobs", "RelayFunctionRole")),
    ("NotifyMailFunctionRole", "sends as another (ses:FromAddress)", lambda do: do.mail("x@magnetiq.example")),
    ("GetSiteFunctionRole", "reads bookings (dynamodb:LeadingKeys)", lambda do: do.read("BOOKING#RIGHTS", "BOOKING")),
]
# Not visible in any call of ours, since ministack itself calls.
UNASKED = "of queues' policies, of the API's permission to call a function, and of a schedule's role when it fires"


def roles_keys(system: System) -> Iterator[str]:
    """Direct calls with keys of functions' roles."""
    roles = {role for role, _, _ in [*GRANTED, *REFUSED, *BEYOND]}
    calls = {role: Calls(system, keys_of(system, role)) for role in roles}
    for role, words, call in GRANTED:
        code = refusal(lambda: call(calls[role]))
        assert not code, f"expected {role} to be allowed what it does ({words}), got {code}"
    for role, words, call in REFUSED:
        code = refusal(lambda: call(calls[role]))
        assert code in REFUSALS, f"expected {role} to be refused ({words}), got {code or 'success'}"
    yield f"{len(GRANTED)} calls that policies grant are allowed, {len(REFUSED)} that none does are refused"
    for role, words, call in BEYOND:
        is_enforced = refusal(lambda: call(calls[role])) in REFUSALS
        yield f"{role} {words}: {'refused' if is_enforced else 'NOT SHOWN, ministack lets it pass'}"
    yield f"NOT SHOWN, ministack asks none: {UNASKED}"


def refusal(call: Callable[[], None]) -> str:
    """The code by which a service refused the call; empty if it didn't."""
    try:
        call()
    except ClientError as error:
        return error.response["Error"]["Code"]
    return ""


def strangers(system: System) -> Iterator[str]:
    """Invented keys, and a signature by another secret."""
    key, _, token = keys_of(system, "GetSiteFunctionRole")
    for keys in (("AKIAIOSFODNN7EXAMPLE", "x" * 40, None), (key, "x" * 40, token)):
        code = refusal(lambda: Calls(system, keys).read("SETTINGS", "GLOBAL"))
        assert code in STRANGE, f"expected invented keys to be refused, got {code or 'success'}"
    yield "invented keys and signatures by another secret are refused"


def check(system: System, crates: dict[str, str]) -> Iterator[str]:
    yield from strangers(system)
    yield from roles_keys(system)
    yield from functions_with_foreign_roles(system, crates)
