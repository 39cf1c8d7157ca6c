"""The surroundings of functions: the template's table, queues, bus, schedules, secrets and SNS on ministack; SES on
moto, which keeps mails as they are sent."""

import json
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_string, policy
from email.message import EmailMessage
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlencode

import boto3

from .aws import ROOT, REGION, ROOT_KEYS, Ministack, free_port
from .binaries_emulator import Sandbox
from .deploy import BINARIES, template
from .receivers import Receivers

STACK = "binaries"
# Beside the functions; resources that would invoke them are left out.
AROUND = {
    "AWS::Cognito::UserPool",
    "AWS::Cognito::UserPoolGroup",
    "AWS::DynamoDB::Table",
    "AWS::Events::EventBus",
    "AWS::Events::Rule",
    "AWS::S3::Bucket",
    "AWS::Scheduler::ScheduleGroup",
    "AWS::SES::ConfigurationSet",
    "AWS::SecretsManager::Secret",
    "AWS::SQS::Queue",
}
ROLES = {"SchedulerRole"}
PARAMETERS = {
    "SiteUrl": "https://booking.magnetiq.example",
    "ApiUrl": "https://booking.magnetiq.example",
    "MailFrom": "booking@magnetiq.example",
    "TeamEmail": "team@magnetiq.example",
    "ChatRooms": "slack,generic",
    # The most verbose level: even so, no personal data may be in the logs.
    "LogLevel": "debug",
}


class Moto:
    """A running moto: its address, and the mails sent through it."""

    def __init__(self, port: int):
        self.endpoint = f"http://127.0.0.1:{port}"

    def mails(self) -> list[EmailMessage]:
        """Every mail as it was sent, oldest first."""
        with urllib.request.urlopen(f"{self.endpoint}/moto-api/data.json", timeout=30) as answer:
            kept = json.load(answer)["ses"]["RawMessage"]
        return [message_from_string(it["raw_data"], policy=policy.default) for it in kept]

    def mails_to(self, address: str) -> list[EmailMessage]:
        return [mail for mail in self.mails() if address in mail["To"]]

    def client(self):
        """A client of boto3's for SES, as root."""
        return boto3.client(
            "sesv2", endpoint_url=self.endpoint, region_name=REGION, aws_access_key_id="moto", aws_secret_access_key="moto"
        )

    def wait_until_ready(self, process: subprocess.Popen) -> None:
        deadline = time.monotonic() + 60
        while True:
            try:
                urllib.request.urlopen(f"{self.endpoint}/moto-api/data.json", timeout=5).close()
                return
            except (urllib.error.URLError, ConnectionError, TimeoutError):
                if process.poll() is not None or time.monotonic() > deadline:
                    raise RuntimeError("moto doesn't answer") from None
                time.sleep(0.1)


@contextmanager
def moto() -> Iterator[Moto]:
    port = free_port()
    command = [ROOT / ".venv/bin/moto_server", "--host", "127.0.0.1", "--port", str(port)]
    quiet = subprocess.DEVNULL
    process = subprocess.Popen(command, stdin=quiet, stdout=quiet, stderr=quiet)
    try:
        running = Moto(port)
        running.wait_until_ready(process)
        yield running
    finally:
        process.terminate()
        process.wait(10)


class Place:
    """The functions of the template, each with the environment that the template gives it."""

    def __init__(self, aws: Ministack, sent: Moto, caught: Receivers, folder: Path):
        self.aws = aws
        self.sent = sent
        self.caught = caught
        self._folder = folder
        self._stack = template()
        self._settings = self._make()
        self.sandboxes: dict[str, Sandbox] = {}
        self._functions = {
            it["Metadata"]["BuildProperties"]["Binary"]: (name, it["Properties"])
            for name, it in self._stack["Resources"].items()
            if it["Type"] == "AWS::Lambda::Function"
        }
        self._prepare()

    def functions(self) -> set[str]:
        """Every function that the template deploys, by its crate."""
        return set(self._functions)

    def invoke(self, function: str, event: dict) -> dict:
        if function not in self.sandboxes:
            environment = self._environment(function)
            self.sandboxes[function] = Sandbox(function, BINARIES / function, environment, self._folder)
        return self.sandboxes[function].invoke(event)

    def setting(self, function: str, name: str) -> str:
        """Returns a variable of a function."""
        expression = self._functions[function][1]["Environment"]["Variables"][name]
        return self._settings[json.dumps(expression)]

    def close(self) -> None:
        for sandbox in self.sandboxes.values():
            sandbox.close()

    def _environment(self, function: str) -> dict[str, str]:
        name, properties = self._functions[function]
        variables = properties["Environment"]["Variables"]
        return {
            **{variable: self.setting(function, variable) for variable in variables},
            **self._aws(),
            # The emulator supplies the rest of Lambda's context.
            "AWS_LAMBDA_FUNCTION_NAME": name,
            "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": str(properties["MemorySize"]),
            "AWS_LAMBDA_FUNCTION_TIMEOUT": str(properties["Timeout"]),
        }

    def _aws(self) -> dict[str, str]:
        key, secret, _ = ROOT_KEYS
        return {
            "AWS_REGION": REGION,
            "AWS_ACCESS_KEY_ID": key,
            "AWS_SECRET_ACCESS_KEY": secret,
            "AWS_ENDPOINT_URL": self.aws.endpoint,
            "AWS_ENDPOINT_URL_SESV2": self.sent.endpoint,
            **self.aws.clock.environment(),
        }

    def _make(self) -> dict[str, str]:
        """Creates the functions' surroundings; returns the value of every expression in their environments."""
        resources = self._stack["Resources"]
        around = {name: it for name, it in resources.items() if it["Type"] in AROUND or name in ROLES}
        # Its trigger is one of the functions.
        around["UserPool"]["Properties"].pop("LambdaConfig")
        variables = [
            value
            for it in resources.values()
            if it["Type"] == "AWS::Lambda::Function"
            for value in it["Properties"]["Environment"]["Variables"].values()
        ]
        expressions = {json.dumps(value): value for value in variables}
        named = {f"Setting{number}": text for number, text in enumerate(expressions)}
        pruned = {
            "AWSTemplateFormatVersion": self._stack["AWSTemplateFormatVersion"],
            "Parameters": self._stack["Parameters"],
            "Resources": around,
            "Outputs": {name: {"Value": expressions[text]} for name, text in named.items()},
        }
        formation = self.aws.client("cloudformation")
        formation.create_stack(
            StackName=STACK,
            TemplateBody=json.dumps(pruned, default=str),
            Parameters=[{"ParameterKey": key, "ParameterValue": value} for key, value in PARAMETERS.items()],
            Capabilities=["CAPABILITY_IAM"],
        )
        waiter = {"Delay": 1, "MaxAttempts": 60}
        formation.get_waiter("stack_create_complete").wait(StackName=STACK, WaiterConfig=waiter)
        [made] = formation.describe_stacks(StackName=STACK)["Stacks"]
        return {named[it["OutputKey"]]: it["OutputValue"] for it in made["Outputs"]}

    def _prepare(self) -> None:
        """The deployer's manual steps: consultants, webhooks, a sender that SES has verified."""
        secrets = self.aws.client("secretsmanager")
        secrets.put_secret_value(
            SecretId=self.setting("notify-chat", "CHAT_WEBHOOKS"), SecretString=self.caught.webhooks()
        )
        table = {"TABLE_NAME": self.setting("create-booking", "TABLE_NAME")}
        seed = [BINARIES / "seed", ROOT / "infra/seed/site.json", ROOT / "infra/seed/consultants.json"]
        subprocess.run(seed, env=self._aws() | table, check=True, stdout=subprocess.DEVNULL)
        ses = self.sent.client()
        ses.create_configuration_set(ConfigurationSetName=self.setting("notify-mail", "MAIL_CONFIGURATION_SET"))
        ses.create_email_identity(EmailIdentity=PARAMETERS["MailFrom"])

    # Its state, seen from outside.

    def rows(self, text: str) -> list[dict]:
        """Items of the table that have this text in them."""
        name = self.setting("create-booking", "TABLE_NAME")
        pages = self.aws.client("dynamodb").get_paginator("scan").paginate(TableName=name)
        return [item for page in pages for item in page["Items"] if text in json.dumps(item)]

    def row(self, pk: str, sk: str) -> dict:
        name = self.setting("create-booking", "TABLE_NAME")
        found = self.aws.client("dynamodb").get_item(
            TableName=name, Key={"pk": {"S": pk}, "sk": {"S": sk}}, ConsistentRead=True
        )
        return found.get("Item", {})

    def schedules(self, reference: str) -> dict[str, str]:
        """The pending jobs of a booking: kind and sequence, with the instant in UTC."""
        scheduler, group = self.aws.client("scheduler"), self.setting("schedule-jobs", "JOBS_GROUP")
        listed = scheduler.list_schedules(GroupName=group, NamePrefix=reference, MaxResults=100)["Schedules"]
        found = {it["Name"]: scheduler.get_schedule(GroupName=group, Name=it["Name"]) for it in listed}
        return {name.removeprefix(f"{reference}."): it["ScheduleExpression"] for name, it in found.items()}

    def texts_to(self, number: str) -> list[dict]:
        """Every text message to a number."""
        query = urlencode({"phoneNumber": number})
        with urllib.request.urlopen(f"{self.aws.endpoint}/_ministack/sns/sms-messages?{query}", timeout=30) as answer:
            return json.load(answer)["sms_messages"].get(number, [])

    def queued(self, function: str) -> list[str]:
        """Takes the messages from a function's queue."""
        sqs, url = self.aws.client("sqs"), self.setting(function, "QUEUE_URL")
        bodies: list[str] = []
        while True:
            messages = sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages", [])
            for message in messages:
                bodies.append(message["Body"])
                sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
            if not messages:
                return bodies


@contextmanager
def place(aws: Ministack, caught: Receivers) -> Iterator[Place]:
    with moto() as sent, TemporaryDirectory(prefix="binaries-") as folder:
        made = Place(aws, sent, caught, Path(folder))
        try:
            yield made
        finally:
            made.close()
