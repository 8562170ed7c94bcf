"""Checks an AsyncAPI document: the official JSON schema, all references, and that every message is used. Usage: DOCUMENT SCHEMA"""

import json
import sys

import yaml
from jsonschema import Draft7Validator


def references(node):
    if isinstance(node, dict):
        if isinstance(node.get("$ref"), str):
            yield node["$ref"]
        for value in node.values():
            yield from references(value)
    elif isinstance(node, list):
        for value in node:
            yield from references(value)


def resolves(document, reference):
    node = document
    for name in reference.removeprefix("#/").split("/"):
        node = node.get(name) if isinstance(node, dict) else None
    return node is not None


def faults(document, schema):
    for error in Draft7Validator(schema).iter_errors(document):
        yield "/".join(map(str, error.absolute_path)) + ": " + error.message[:200]
    used = set(references(document))
    yield from (f"{reference}: does not exist" for reference in used if not resolves(document, reference))
    for kind in ("messages", "schemas"):
        for name in document["components"][kind]:
            if f"#/components/{kind}/{name}" not in used:
                yield f"components/{kind}/{name}: is not used"


with open(sys.argv[1]) as document, open(sys.argv[2]) as schema:
    found = sorted(set(faults(yaml.safe_load(document), json.load(schema))))
print("\n".join(found), file=sys.stderr)
sys.exit(1 if found else 0)
