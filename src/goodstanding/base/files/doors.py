"""Handing a stored file to a browser, always as a download."""

from __future__ import annotations

from django.core.files.storage import default_storage
from django.http import FileResponse
from django.utils.translation import gettext as _

from goodstanding.base.files import policies
from goodstanding.base.files.models import StoredFile
from goodstanding.kit.errors import NotFound


def as_attachment(file: StoredFile) -> FileResponse:
    """The file as a download that no browser renders and no cache keeps. Authorise first.

    Raises NotFound when its bytes are gone, NotAllowed and Conflict for a file that may not leave (policies.py).
    """
    if file.erased_at is None:
        policies.require_fit_to_leave(file)
    return _download(file)


def as_override(file: StoredFile) -> FileResponse:
    """A file that is held back, for the administrator whom `actions.open_held` has let through."""
    return _download(file)


def _download(file: StoredFile) -> FileResponse:
    if file.erased_at is not None:
        raise NotFound(
            _("This file was erased with the person it came from. Its SHA-256 is kept: %(sum)s") % {"sum": file.sha256},
            code="file_erased",
        )
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
