"""Handing a stored file to a browser, always as a download."""

from __future__ import annotations

from django.core.files.storage import default_storage
from django.http import FileResponse

from goodstanding.base.files.models import StoredFile
from goodstanding.kit.errors import NotFound


def as_attachment(file: StoredFile) -> FileResponse:
    """The file as a download that no browser renders and no cache keeps. Authorise first.

    Raises NotFound when its bytes are gone.
    """
    try:
        content = default_storage.open(file.path)
    except FileNotFoundError as error:
        raise NotFound("The content of this file is missing. Tell the marketplace's administrator.") from error
    response = FileResponse(content, as_attachment=True, filename=file.name, content_type=file.content_type)
    response["Content-Length"] = str(file.size)
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
