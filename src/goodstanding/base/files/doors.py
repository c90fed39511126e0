"""From a browser and to it: what came with a form is taken in, what is stored is handed over, always as a download."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse, HttpRequest, JsonResponse
from django.utils.translation import gettext as _

from goodstanding.base.files import policies
from goodstanding.base.files.models import StoredFile
from goodstanding.base.files.rules import ENDINGS
from goodstanding.kit.errors import NotFound, Refusal

_ACCEPT = ",".join(f".{ending}" for ending in ENDINGS)


def limits() -> dict[str, object]:
    """What a form says of the files it takes, by the names that `<c-file-drop>` gives it: their endings, and MB for each."""
    return {"accept": _ACCEPT, "max_mb": settings.FILE_MAX_BYTES // 1_048_576}


def sent(request: HttpRequest) -> list[UploadedFile[bytes]]:
    """The files that came with a form."""
    return [file for file in request.FILES.getlist("files") if isinstance(file, UploadedFile)]


def taken_in(request: HttpRequest, take: Callable[[UploadedFile[bytes] | None], StoredFile]) -> JsonResponse:
    """The answer to one file that is sent while its form is still being written: what it is kept as, or why it is not."""
    try:
        stored = take(request.FILES.get("file"))
    except Refusal as refusal:
        return JsonResponse({"detail": refusal.message}, status=refusal.status)
    return JsonResponse({"ref": stored.ref, "name": stored.name, "size": stored.size})


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
        raise NotFound(_("The content of this file is missing. Tell the marketplace's administrator.")) from error
    response = FileResponse(content, as_attachment=True, filename=file.name, content_type=file.content_type)
    response["Content-Length"] = str(file.size)
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
