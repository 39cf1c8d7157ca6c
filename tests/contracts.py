"""Checks the published documents: the OpenAPI document, the schemas of its events, and every sample of both.

Run by `make contracts`. The tests in `tests/` check the running system's answers against the same documents.
"""

import base64
import hashlib
import json
import re
from pathlib import Path
from urllib.parse import parse_qsl

from jsonschema import Draft202012Validator
from openapi_spec_validator import validate
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

ROOT = Path(__file__).resolve().parent.parent
EVENTS = ROOT / "events"
OPENAPI = "urn:openapi"

# The jobs of a function, as their queue names them.
JOBS = {
    "send-reminder": r"(client|sms|consultant)-\d+h|(client|sms)-now-\d+",
    "check-attendance": r"attendance-(check|again|close)",
    "send-follow-up": r"(no-show-)?follow-up",
}

checked = 0
faults: list[str] = []


def load(path: Path):
    return json.loads(path.read_text(encoding="utf-8"))


openapi = load(ROOT / "functions/api/openapi/openapi.json")
schemas = {path.stem: load(path) for path in sorted((EVENTS / "schema").glob("*.json"))}
registry = Registry().with_resources(
    [(OPENAPI, Resource(openapi, DRAFT202012)), *((schema["$id"], Resource(schema, DRAFT202012)) for schema in schemas.values())]
)


def check(what: str, passed):
    global checked
    checked += 1
    if not passed:
        faults.append(what)


def check_value(what: str, value, schema: dict):
    errors = Draft202012Validator(schema, registry=registry).iter_errors(value)
    found = [f"{error.json_path}: {error.message}" for error in errors]
    check(f"{what}: {'; '.join(found)}", not found)


def examples(node, pointer: str):
    """Every example in the document, with the pointer of the schema that it is an example of."""
    if isinstance(node, list):
        for index, child in enumerate(node):
            yield from examples(child, f"{pointer}/{index}")
    if not isinstance(node, dict):
        return
    if isinstance(node.get("schema"), dict):
        if "example" in node:
            yield f"{pointer}/schema", node["example"]
        for example in node.get("examples", {}).values():
            yield f"{pointer}/schema", example["value"]
    elif isinstance(node.get("examples"), list):
        for example in node["examples"]:
            yield pointer, example
    for key, child in node.items():
        if key not in ("example", "examples"):
            yield from examples(child, f"{pointer}/{key.replace('~', '~0').replace('/', '~1')}")


def check_openapi():
    validate(openapi)
    for pointer, example in examples(openapi, ""):
        check_value(f"the example at {pointer}", example, {"$ref": f"{OPENAPI}#{pointer}"})


def crates(folder: str) -> set[str]:
    return {path.parent.name for path in (ROOT / "functions" / folder).glob("*/Cargo.toml")}


def check_every_function_has_a_sample():
    functions = crates("api") | crates("admin") | crates("reactions") | crates("jobs")
    samples = {path.stem for path in EVENTS.glob("*.json")}
    check(f"functions and samples differ: {functions ^ samples}", functions == samples)


def check_api_samples():
    """Every operation has a function, and every function a sample invocation that comes by the route of an operation of its."""
    operations = {}
    for path, item in openapi["paths"].items():
        for method, operation in item.items():
            # One function may answer several operations; its sample is for one of them.
            function = operation.get("x-function", operation["operationId"])
            operations.setdefault(function, {})[f"{method.upper()} {path}"] = operation
    # The `$default` route is not part of the contract.
    functions = crates("api") | crates("admin")
    functions.remove("unknown-route")
    check(f"functions behind routes and in the contract differ: {functions ^ operations.keys()}", functions == operations.keys())
    for name in sorted(functions & operations.keys()):
        sample = load(EVENTS / f"{name}.json")
        operation = operations[name].get(sample["routeKey"])
        check(f"{name}.json: routeKey is {sample['routeKey']}", operation is not None)
        if operation is None:
            continue
        path = sample["routeKey"].split(" ")[1]
        filled = re.sub(r"{(\w+)}", lambda match: sample["pathParameters"][match[1]], path)
        check(f"{name}.json: rawPath is {sample['rawPath']}", sample["rawPath"] == filled)
        query = sample.get("queryStringParameters", {})
        check(f"{name}.json: rawQueryString is {sample['rawQueryString']}", dict(parse_qsl(sample["rawQueryString"])) == query)
        check_access(name, operation, sample)
        check_body(name, operation, sample)


def check_access(name: str, operation: dict, sample: dict):
    """A sample has its operation's required input; one of the console has the claims that the gateway checked."""
    asked = [scheme for alternative in operation["security"] for scheme in alternative]
    schemes = [openapi["components"]["securitySchemes"][scheme] for scheme in asked]
    in_header = sample["headers"].get("authorization", "").startswith("Bearer ")
    in_query = "token" in sample.get("queryStringParameters", {})
    brought = [in_query if scheme["type"] == "apiKey" else in_header for scheme in schemes]
    check(f"{name}.json: brings nothing of {asked}", any(brought) or not asked)
    of_console = "console" in asked
    check(f"{name}: functions/admin, and nothing else, needs a log-in", of_console == (name in crates("admin")))
    jwt = sample["requestContext"].get("authorizer", {}).get("jwt")
    check(f"{name}.json: the claims are those of {asked}", (jwt is not None) == of_console)
    if jwt is not None:
        # An HTTP API passes every claim as a text, and lists in brackets.
        check(f"{name}.json: claims are texts", all(isinstance(value, str) for value in jwt["claims"].values()))
        check(f"{name}.json: groups", re.fullmatch(r"\[(admin|consultant)( (admin|consultant))?\]", jwt["claims"]["cognito:groups"]))


def check_body(name: str, operation: dict, sample: dict):
    if "requestBody" not in operation:
        check(f"{name}.json: has a body", "body" not in sample)
        return
    content = operation["requestBody"]["content"]
    kind = sample["headers"]["content-type"]
    check(f"{name}.json: the contract has no {kind}", kind in content)
    body = sample["body"].encode()
    # An HTTP API passes text as text, everything else in base64.
    check(f"{name}.json: isBase64Encoded", sample["isBase64Encoded"] == ("json" not in kind))
    if sample["isBase64Encoded"]:
        body = base64.b64decode(body, validate=True)
    check(f"{name}.json: content-length", sample["headers"]["content-length"] == str(len(body)))
    if "json" in kind:
        schema = content[kind]["schema"]
        check_value(f"{name}.json: body", json.loads(body), {"$ref": OPENAPI + schema["$ref"]})
    else:
        check_value(f"{name}.json: body", dict(pair.split("=") for pair in body.decode().split("&")), content[kind]["schema"])


def check_events():
    for name, schema in schemas.items():
        Draft202012Validator.check_schema(schema)
        check(f"{name}: has no example", name == "booking-event" or schema.get("examples"))
        for example in schema.get("examples", []):
            check_value(f"{name}: example", example, schema)
    for name in sorted(crates("reactions") | crates("jobs")):
        sample = load(EVENTS / f"{name}.json")
        if "triggerSource" in sample:
            # The user pool calls it before it signs a token.
            check(f"{name}.json: is no trigger of tokens", sample["triggerSource"].startswith("TokenGeneration_"))
            continue
        if "Records" not in sample:
            check(f"{name}.json: is from nowhere", (sample["source"], sample["detail-type"]) == ("aws.scheduler", "Scheduled Event"))
        for record in sample.get("Records", []):
            if record["eventSource"] == "aws:dynamodb":
                check_change(name, record)
            else:
                check_message(name, record)


def check_change(name: str, record: dict):
    """A record of the table's stream holds an event for the bus."""
    image = plain(record["dynamodb"]["NewImage"]["entry"])
    detail = {
        "schemaVersion": 1, "reference": image["reference"], "bookingVersion": image["version"], "time": image["at"],
        "actor": {"kind": image["actor"]}, "requestId": image["requestId"], "change": image["change"],
    }
    event = {"id": "x", "source": "magnetiq.booking", "detail-type": image["type"], "time": image["at"], "detail": detail}
    check_value(f"{name}.json: image", event, schemas[image["type"]])


def plain(value: dict):
    """A value as DynamoDB writes it, as JSON."""
    (kind, inner), = value.items()
    match kind:
        case "M":
            return {key: plain(child) for key, child in inner.items()}
        case "N":
            return int(inner)
        case _:
            return inner


def check_message(name: str, record: dict):
    body = record["body"]
    check(f"{name}.json: md5OfBody", record["md5OfBody"] == hashlib.md5(body.encode()).hexdigest())
    message = json.loads(body)
    if name in JOBS:
        check(f"{name}.json: message", message.keys() == {"job", "reference", "sequence"})
        check(f"{name}.json: is no job of this function: {message['job']}", re.fullmatch(JOBS[name], message["job"]))
    elif name == "work-bulk":
        check(f"{name}.json: message", message.keys() == {"bulk", "chunk"})
    elif name == "write-export":
        check(f"{name}.json: message", message.keys() == {"export"})
    elif name == "record-delivery":
        # As Amazon SES publishes it: the member named after the type describes the event.
        kind = message["eventType"]
        check(f"{name}.json: has no member of {kind}", kind[0].lower() + kind[1:] in message)
        check(f"{name}.json: mail", {"messageId", "timestamp", "destination", "tags"} <= message["mail"].keys())
        check(f"{name}.json: tags are lists", all(isinstance(value, list) for value in message["mail"]["tags"].values()))
    else:
        check_value(f"{name}.json: body", message, schemas[message["detail-type"]])


check_openapi()
check_every_function_has_a_sample()
check_api_samples()
check_events()
for fault in faults:
    print(f"FAULT {fault}")
print(f"contracts: {checked - len(faults)} passed, {len(faults)} failed")
raise SystemExit(1 if faults else 0)
