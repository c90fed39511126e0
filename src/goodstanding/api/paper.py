"""Answers on paper: what the document says of them, and setting them."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse

from goodstanding.ui.paper.document import Document

_CONTENT = {"application/pdf": {"schema": {"type": "string", "format": "binary"}}}
PDF: dict[str, Any] = {"responses": {200: {"content": _CONTENT}}}  # Any: a part of the OpenAPI document


def as_pdf(document: Document) -> HttpResponse:
    """The document as PDF."""
    from goodstanding.ui.paper.setting import pdf_of  # loads what sets paper: not for every start

    return HttpResponse(pdf_of(document), content_type="application/pdf")
