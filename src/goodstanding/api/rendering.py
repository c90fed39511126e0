"""How values become JSON: one way for every answer, whether it is made at once or kept for a repeated request."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja.renderers import BaseRenderer
from pydantic_core import to_json


class ExactRenderer(BaseRenderer):
    """As pydantic writes its models: instants to the microsecond, days as keys too."""

    media_type = "application/json"

    def render(self, request: HttpRequest, data: Any, *, response_status: int) -> bytes:  # Any: what a model dumps
        """The bytes of an answer."""
        return to_json(data)
