"""Examples made from schemas, so that the page to read shows what the document says and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Json = Any  # any JSON value
_BY_FORMAT = {
    "date-time": "2026-11-22T12:00:00Z",
    "date": "2026-11-22",
    "binary": "(bytes)",
    "uri": "https://market.example/",
    "uri-reference": "/api/v1/docs",
}


def example_of(schema: Mapping[str, Json], components: Mapping[str, Json], depth: int = 0) -> Json:
    """One value that fits a schema: its own example where it has one, otherwise the plainest."""
    if depth > 16:
        return None
    if schema.get("examples"):
        return schema["examples"][0]
    if "example" in schema:
        return schema["example"]
    if "$ref" in schema:
        return example_of(components["schemas"][schema["$ref"].rsplit("/", 1)[-1]], components, depth + 1)
    for several in ("anyOf", "oneOf", "allOf"):
        if several in schema:
            return example_of(schema[several][0], components, depth + 1)
    if "const" in schema:
        return schema["const"]
    if "enum" in schema:
        return schema["enum"][0]
    return _by_type(schema, components, depth)


def _by_type(schema: Mapping[str, Json], components: Mapping[str, Json], depth: int) -> Json:
    kind = schema.get("type")
    if kind == "object" or "properties" in schema:
        return {name: example_of(part, components, depth + 1) for name, part in schema.get("properties", {}).items()}
    if kind == "array":
        return [example_of(schema.get("items", {}), components, depth + 1)]
    if kind == "string":
        return _BY_FORMAT.get(schema.get("format", ""), "text")
    if kind == "boolean":
        return False
    return None if kind == "null" else schema.get("default", 0)
