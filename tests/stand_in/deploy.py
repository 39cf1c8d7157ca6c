"""Deploys the project's own template to ministack, with the functions' binaries.

The template goes through SAM's translator, as on AWS. The nested stack of alarms is deployed after it, as a stack of its own
with the same parameters: ministack's CloudFormation doesn't nest. `adapt` changes the parts that ministack would ignore or
refuse, each change with its reason; all else reaches its CloudFormation as it is.
"""

import io
import json
import os
import subprocess
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

from samtranslator.yaml_helper import yaml_parse
from template import expanded

from .aws import ROOT, Ministack

# The binaries of the tests' build, so that none is needed here; `make stand-in-quick` names others.
BINARIES = ROOT / os.environ.get("BINARIES", "target/debug")
STACK = "booking"
# The nested stack: its logical id, which is the second stack's name too, and its file.
NESTED = "AlarmStack"
ALARMS = "infra/alarms.yaml"
PACKAGES = "packages"

# Types that ministack's CloudFormation doesn't know. None of them is on a booking's path.
UNKNOWN = {
    "AWS::CodeDeploy::Application": "how a new version takes over; the aliases themselves are made",
    "AWS::CodeDeploy::DeploymentGroup": "likewise",
    "AWS::Cognito::ManagedLoginBranding": "the looks of the log-in page",
}

UNKNOWN_ALARMS = {"AWS::CloudWatch::CompositeAlarm": "an alarm of alarms"}

# A user pool's ProviderURL, in the words of CloudFormation's reference.
ISSUER = "https://cognito-idp.${AWS::Region}.amazonaws.com/${UserPool}"
FROM_ADDRESS = {"StringEquals": {"ses:FromAddress": {"Ref": "MailFrom"}}}

Template = dict


def template() -> Template:
    """template.yaml as SAM makes CloudFormation of it."""
    return expanded(yaml_parse((ROOT / "template.yaml").read_text(encoding="utf-8")))


def adapt(stack: Template, alarms: Template) -> Iterator[str]:
    """Changes parts in place that ministack treats differently; returns each with its reason."""
    yield from unnest(stack)
    yield from leave_out(stack)
    yield from leave_out_alarms(alarms)
    yield from write_out(stack)
    yield from fit_policies(stack["Resources"])


def unnest(stack: Template) -> Iterator[str]:
    """Turns the parameters of the nested stack into outputs, for the second stack."""
    parameters = stack["Resources"].pop(NESTED)["Properties"]["Parameters"]
    stack["Outputs"] |= {f"{NESTED}{name}": {"Value": value} for name, value in parameters.items()}
    yield f"deployed apart: {ALARMS}, with the same {len(parameters)} parameters; ministack doesn't nest stacks"


def leave_out_alarms(alarms: Template) -> Iterator[str]:
    """Alarms that ministack refuses."""
    yield from leave_out_unknown(alarms, UNKNOWN_ALARMS)
    resources = alarms["Resources"]
    computed = [name for name, it in resources.items() if is_computed_alarm(it)]
    for name in [*computed, "Dashboard"]:
        del resources[name]
    yield f"left out: alarms on computed metrics ({', '.join(computed)}), and the dashboard that shows them"


def leave_out_unknown(stack: Template, unknown: dict[str, str]) -> Iterator[str]:
    resources = stack["Resources"]
    for kind, reason in unknown.items():
        names = [name for name, it in resources.items() if it["Type"] == kind]
        for name in names:
            del resources[name]
        yield f"left out: {len(names)} {kind} ({reason})"


def leave_out(stack: Template) -> Iterator[str]:
    """Parts that ministack refuses, and that no booking needs."""
    yield from leave_out_unknown(stack, UNKNOWN)
    resources = stack["Resources"]
    moved = [name for name, it in resources.items() if it.pop("UpdatePolicy", None)]
    yield f"left out: how CodeDeploy moves {len(moved)} aliases"
    records = [name for name in stack["Outputs"] if name.startswith("MailRecord")]
    for name in records:
        del stack["Outputs"][name]
    yield f"left out: {len(records)} outputs, DNS records of an SES identity, which ministack doesn't know"


def write_out(stack: Template) -> Iterator[str]:
    """Parts that ministack ignores or misunderstands, rewritten in its terms."""
    resources = stack["Resources"]
    for it in resources.values():
        if it["Type"] == "AWS::Lambda::Function":
            it["Properties"]["Architectures"] = ["x86_64"]
    yield "functions are this machine's x86_64 instead of arm64"
    resources["UserPool"]["Properties"]["MfaConfiguration"] = "OPTIONAL"
    yield "one-time codes are optional at the log-in: no test has a device for them"
    routes = add_routes(resources)
    yield f"written out: {routes} routes with integrations, and the authorizer, of the API's Body, which ministack ignores"
    resources = replaced(resources, {"Fn::GetAtt": ["UserPool", "ProviderURL"]}, {"Fn::Sub": ISSUER})
    yield "written out: the user pool's ProviderURL, an attribute that ministack doesn't know"
    for name in [name for name, it in resources.items() if it["Type"] == "AWS::SecretsManager::Secret"]:
        resources = replaced(resources, {"Ref": name}, {"Fn::GetAtt": [name, "Id"]})
    yield "written out: the ARN of a secret, which is what Ref gives on AWS; ministack's gives its name"
    stack["Resources"] = resources


def fit_policies(resources: dict) -> Iterator[str]:
    """Conditions for which ministack reads less of a request than IAM does, so that it would refuse allowed calls."""
    mail = [it for it in statements(resources) if "ses:SendEmail" in it["Action"]]
    for statement in mail:
        assert statement.pop("Condition") == FROM_ADDRESS, "expected that mail is sent from one address alone"
        statement["Resource"] = "*"
    yield f"widened: {len(mail)} grants to send mail, of which ministack knows neither sender nor identity"
    schedules = [it for it in statements(resources) if "scheduler:CreateSchedule" in it["Action"]]
    for statement in schedules:
        statement["Resource"]["Fn::Sub"] = statement["Resource"]["Fn::Sub"].replace("${Jobs}", "default")
    yield f"changed: {len(schedules)} grant to make schedules; ministack takes every group for the group default"


def statements(resources: dict) -> Iterator[dict]:
    """The statements of roles."""
    for it in resources.values():
        if it["Type"] == "AWS::IAM::Role":
            for policy in it["Properties"].get("Policies", []):
                yield from policy["PolicyDocument"]["Statement"]


def is_computed_alarm(resource: dict) -> bool:
    return resource["Type"] == "AWS::CloudWatch::Alarm" and "Metrics" in resource["Properties"]


def replaced(node: object, what: object, by: object) -> object:
    """The same with one expression put for another, wherever it is."""
    if node == what:
        return by
    if isinstance(node, list):
        return [replaced(child, what, by) for child in node]
    if isinstance(node, dict):
        return {key: replaced(value, what, by) for key, value in node.items()}
    return node


def add_routes(resources: dict) -> int:
    """Creates resources from the HTTP API's Body, which SAM wrote; returns the number of routes."""
    api = resources["Api"]["Properties"]
    body = api.pop("Body")
    api |= {"Name": body["info"]["title"], "ProtocolType": "HTTP"}
    api["CorsConfiguration"] = in_capitals(body["x-amazon-apigateway-cors"])
    for name, scheme in body["components"]["securitySchemes"].items():
        said = scheme["x-amazon-apigateway-authorizer"]
        resources[f"{name}Authorizer"] = {
            "Type": "AWS::ApiGatewayV2::Authorizer",
            "Properties": {
                "ApiId": {"Ref": "Api"},
                "Name": name,
                "AuthorizerType": said["type"].upper(),
                "IdentitySource": [said["identitySource"]],
                "JwtConfiguration": in_capitals(said["jwtConfiguration"]),
            },
        }
    count = 0
    for path, methods in body["paths"].items():
        for method, operation in methods.items():
            count += 1
            add_route(resources, f"Route{count}", route_key(path, method), operation)
    return count


def route_key(path: str, method: str) -> str:
    if path == "/$default":
        return "$default"
    return f"{'ANY' if method == 'x-amazon-apigateway-any-method' else method.upper()} {path}"


def integration_of(resources: dict, name: str, operation: dict) -> str:
    """Returns the integration of the operation's function. Its routes share it: 500 resources are the most of a stack."""
    said = operation["x-amazon-apigateway-integration"]
    properties = {
        "ApiId": {"Ref": "Api"},
        "IntegrationType": said["type"].upper(),
        "IntegrationMethod": said["httpMethod"],
        "IntegrationUri": said["uri"],
        "PayloadFormatVersion": said["payloadFormatVersion"],
    }
    integration = {"Type": "AWS::ApiGatewayV2::Integration", "Properties": properties}
    for known, it in resources.items():
        if it == integration:
            return known
    resources[f"{name}Integration"] = integration
    return f"{name}Integration"


def add_route(resources: dict, name: str, key: str, operation: dict) -> None:
    route = {
        "ApiId": {"Ref": "Api"},
        "RouteKey": key,
        "Target": {"Fn::Sub": f"integrations/${{{integration_of(resources, name, operation)}}}"},
    }
    for requirement in operation.get("security", []):
        [scheme] = requirement
        route |= {"AuthorizationType": "JWT", "AuthorizerId": {"Ref": f"{scheme}Authorizer"}}
    resources[name] = {"Type": "AWS::ApiGatewayV2::Route", "Properties": route}


def in_capitals(said: dict) -> dict:
    """Converts `maxAge` of OpenAPI's extensions to `MaxAge` of CloudFormation."""
    return {key[0].upper() + key[1:]: value for key, value in said.items()}


def package(aws: Ministack, stack: Template) -> int:
    """Puts every function's binary as a `bootstrap` where the template then names it; returns the number of bytes."""
    s3 = aws.client("s3")
    s3.create_bucket(Bucket=PACKAGES, CreateBucketConfiguration={"LocationConstraint": s3.meta.region_name})
    total = 0
    for name, it in stack["Resources"].items():
        if it["Type"] != "AWS::Lambda::Function":
            continue
        crate = it["Metadata"]["BuildProperties"]["Binary"]
        packed = zipped(BINARIES / crate)
        s3.put_object(Bucket=PACKAGES, Key=f"{crate}.zip", Body=packed)
        it["Properties"]["Code"] = {"S3Bucket": PACKAGES, "S3Key": f"{crate}.zip"}
        total += len(packed)
    return total


def zipped(binary: Path) -> bytes:
    if not binary.exists():
        raise FileNotFoundError(f"{binary} is missing: run `make stand-in`, which builds it")
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        entry = zipfile.ZipInfo("bootstrap")
        entry.external_attr = 0o755 << 16
        archive.writestr(entry, stripped(binary))
    return packed.getvalue()


def stripped(binary: Path) -> bytes:
    """A binary without its symbols, which are most of a debug build."""
    with tempfile.NamedTemporaryFile() as copy:
        subprocess.run(["strip", "-o", copy.name, binary], check=True)
        return Path(copy.name).read_bytes()


def deploy(aws: Ministack, parameters: dict[str, str], tell=print) -> dict[str, str]:
    """Creates both stacks; returns the outputs of the first, and the physical ids of all resources by their logical ones."""
    stack, alarms = template(), yaml_parse((ROOT / ALARMS).read_text(encoding="utf-8"))
    for change in adapt(stack, alarms):
        tell(change)
    total = package(aws, stack)
    tell(f"packaged {len(functions_of(stack))} functions, {total / 1e6:.0f} MB")
    ids, outputs = make(aws, STACK, stack, parameters)
    passed = {name: outputs.pop(f"{NESTED}{name}") for name in alarms["Parameters"]}
    watching, _ = make(aws, NESTED, alarms, passed)
    tell(f"deployed {len(ids)} resources, and {len(watching)} that watch them")
    return watching | ids | outputs


# Conditions of parameters that are empty by default.
OFF = {"HasSingleSignOn", "HasInboundMail"}


def make(aws: Ministack, name: str, stack: Template, parameters: dict[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    """Makes one stack; the physical ids of its resources, and its outputs."""
    key = f"{name}.json"
    aws.client("s3").put_object(Bucket=PACKAGES, Key=key, Body=json.dumps(stack, default=str).encode())
    formation = aws.client("cloudformation")
    formation.create_stack(
        StackName=name,
        TemplateURL=f"{aws.endpoint}/{PACKAGES}/{key}",
        Parameters=[{"ParameterKey": key, "ParameterValue": value} for key, value in parameters.items()],
        Capabilities=["CAPABILITY_IAM"],
    )
    formation.get_waiter("stack_create_complete").wait(StackName=name, WaiterConfig={"Delay": 1, "MaxAttempts": 120})
    [made] = formation.describe_stacks(StackName=name)["Stacks"]
    pages = formation.get_paginator("list_stack_resources").paginate(StackName=name)
    ids = {it["LogicalResourceId"]: it["PhysicalResourceId"] for page in pages for it in page["StackResourceSummaries"]}
    wanted = {name for name, it in stack["Resources"].items() if it.get("Condition") not in OFF}
    missing = sorted(wanted - ids.keys())
    assert not missing, f"ministack didn't make {missing}"
    return ids, {it["OutputKey"]: it["OutputValue"] for it in made.get("Outputs", [])}


def functions_of(stack: Template) -> list[str]:
    return [name for name, it in stack["Resources"].items() if it["Type"] == "AWS::Lambda::Function"]
