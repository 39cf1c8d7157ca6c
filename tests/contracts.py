"""Checks what the system publishes: the OpenAPI document, the schemas of its events, and every sample of both.

Run by `make contracts`. What the running system answers is checked against the same documents in `tests/`.
"""

import json
import re
from pathlib import Path

from jsonschema import Draft202012Validator
from openapi_spec_validator import validate
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

ROOT = Path(__file__).resolve().parent.parent
EVENTS = ROOT / "events"
OPENAPI = "urn:openapi"

checked = 0
faults: list[str] = []


def load(path: Path):
    return json.loads(path.read_text(encoding="utf-8"))


openapi = load(ROOT / "functions/api/openapi/openapi.json")
schemas = {path.stem: load(path) for path in sorted((EVENTS / "schema").glob("*.json"))}
registry = Registry().with_resources(
    [(OPENAPI, Resource(openapi, DRAFT202012)), *((schema["$id"], Resource(schema, DRAFT202012)) for schema in schemas.values())]
)


def check(what: str, passed: bool):
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


def check_api_samples():
    """Every operation is a function with a sample invocation that comes by the operation's own route."""
    operations = {
        operation["operationId"]: (method.upper(), path, operation)
        for path, item in openapi["paths"].items()
        for method, operation in item.items()
    }
    # The route that takes whatever no other does is not part of the contract.
    functions = {path.parent.name for path in (ROOT / "functions/api").glob("*/Cargo.toml")} - {"unknown-route"}
    check(f"functions/api and operationIds differ: {functions ^ operations.keys()}", functions == operations.keys())
    for name, (method, path, operation) in operations.items():
        sample = load(EVENTS / f"{name}.json")
        check(f"{name}.json: routeKey is {sample['routeKey']}", sample["routeKey"] == f"{method} {path}")
        filled = re.sub(r"{(\w+)}", lambda match: sample["pathParameters"][match[1]], path)
        check(f"{name}.json: rawPath is {sample['rawPath']}", sample["rawPath"] == filled)
        if "requestBody" in operation:
            schema = operation["requestBody"]["content"]["application/json"]["schema"]
            check_value(f"{name}.json: body", json.loads(sample["body"]), {"$ref": OPENAPI + schema["$ref"]})


def check_events():
    for name, schema in schemas.items():
        Draft202012Validator.check_schema(schema)
        for example in schema.get("examples", []):
            check_value(f"{name}: example", example, schema)
    for path in (ROOT / "functions/reactions").glob("*/Cargo.toml"):
        name = path.parent.name
        for record in load(EVENTS / f"{name}.json")["Records"]:
            check_record(name, record)


def check_record(name: str, record: dict):
    if record["eventSource"] == "aws:dynamodb":
        image = record["dynamodb"]["NewImage"]
        change = {key: next(iter(value.values())) for key, value in image["change"]["M"].items()}
        kind = image["type"]["S"]
        check(f"{name}.json: change", change.keys() == schemas[kind]["properties"]["detail"]["properties"]["change"]["properties"].keys())
    else:
        event = json.loads(record["body"])
        check_value(f"{name}.json: body", event, schemas[event["detail-type"]])


check_openapi()
check_api_samples()
check_events()
for fault in faults:
    print(f"FAULT {fault}")
print(f"contracts: {checked - len(faults)} passed, {len(faults)} failed")
raise SystemExit(1 if faults else 0)
