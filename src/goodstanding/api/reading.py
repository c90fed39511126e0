"""Reading bodies: strict JSON in UTF-8, nothing that a database could not keep."""

from __future__ import annotations

import json
from typing import Any, NoReturn

from django.http import HttpRequest
from ninja.parser import Parser
from ninja.types import DictStrAny

from goodstanding.api.refusals import Malformed, UnsupportedMediaType

MAX_DEPTH = 40


class StrictParser(Parser):
    """JSON only, and only what RFC 8259 calls JSON."""

    def parse_body(self, request: HttpRequest) -> DictStrAny:
        """The body as Python values. Raises UnsupportedMediaType and Malformed."""
        require_type(request, "application/json")
        body: DictStrAny = read_json(request.body)
        return body


def require_type(request: HttpRequest, *accepted: str) -> str:
    """The media type of the body, which must be one of those accepted."""
    given = (request.content_type or "").lower()
    if given not in accepted:
        raise UnsupportedMediaType(
            f"This operation reads {' or '.join(accepted)}, not {given[:80] or 'a body without Content-Type'}.",
            field="Content-Type",
        )
    return given


def read_json(raw: bytes) -> Any:  # Any: any JSON value
    """One JSON value. Refused: other encodings than UTF-8, NaN, names given twice, NUL, half surrogates, endless nesting."""
    try:
        text = raw.decode("utf-8-sig")
        value = json.loads(text, parse_constant=_no_constant, object_pairs_hook=_each_name_once)
    except UnicodeDecodeError as error:
        raise Malformed(f"The body is not UTF-8: byte {error.start} is not part of a character.") from error
    except (ValueError, RecursionError) as error:
        raise Malformed(f"The body is not JSON: {str(error)[:200]}.") from error
    _require_storable(value, 0)
    return value


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a JSON number")


def _each_name_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:  # Any: any JSON value
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name stands twice in one object")
    return found


def _require_storable(value: object, depth: int) -> None:
    if depth > MAX_DEPTH:
        raise Malformed(f"The body is nested more than {MAX_DEPTH} deep.")
    if isinstance(value, str):
        if "\x00" in value or not _is_text(value):
            raise Malformed("A text in the body contains a NUL character or half of a surrogate pair.")
    elif isinstance(value, dict):
        for name, item in value.items():
            _require_storable(name, depth + 1)
            _require_storable(item, depth + 1)
    elif isinstance(value, list):
        for item in value:
            _require_storable(item, depth + 1)


def _is_text(value: str) -> bool:
    if value.isascii():
        return True
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True
