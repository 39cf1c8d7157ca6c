"""Checks a function's answer to the gateway against the contract."""

import json
from urllib.parse import quote

from jsonschema import Draft202012Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

from .aws import ROOT

CONTRACT = "urn:contract"


class Contract:
    def __init__(self) -> None:
        text = (ROOT / "functions/api/openapi/openapi.json").read_text(encoding="utf-8")
        self._document = json.loads(text)
        resource = Resource(self._document, DRAFT202012)
        self._registry = Registry().with_resource(CONTRACT, resource)

    def check(self, event: dict, output: dict) -> dict:
        """Returns the parsed body; None if it isn't JSON."""
        route, status = event["routeKey"], str(output["statusCode"])
        headers = {name.lower(): value for name, value in output["headers"].items()}
        assert headers.get("x-request-id") == event["requestContext"]["requestId"], f"{route}: {headers}"
        kind = headers.get("content-type", "").split(";")[0]
        body = json.loads(output["body"]) if kind.endswith("json") else {}
        if route == "$default":
            assert kind == "application/problem+json" and body["status"] == 404, f"{route}: {output}"
            return body
        method, path = route.split(" ")
        responses = self._document["paths"][path][method.lower()]["responses"]
        assert status in responses, f"{route}: the contract has no {status}: {output.get('body')}"
        pointer, response = self._followed(["paths", path, method.lower(), "responses", status])
        content = response.get("content", {})
        assert kind in content or (not content and not output.get("body")), f"{route}: {status} with {kind}"
        if kind.endswith("json") and "schema" in content[kind]:
            at = "/".join(quote(part.replace("~", "~0").replace("/", "~1")) for part in [*pointer, "content", kind, "schema"])
            validator = Draft202012Validator({"$ref": f"{CONTRACT}#/{at}"}, registry=self._registry)
            faults = [f"{fault.json_path}: {fault.message}" for fault in validator.iter_errors(body)]
            assert not faults, f"{route}: {faults}"
        return body

    def _followed(self, pointer: list[str]) -> tuple[list[str], dict]:
        """A node of the document with its place, its reference followed."""
        node = self._document
        for part in pointer:
            node = node[part]
        if "$ref" in node:
            return self._followed(node["$ref"].removeprefix("#/").split("/"))
        return pointer, node
