"""Files to take away: a case as PDF, the case log as CSV."""

from __future__ import annotations

from typing import cast

from django.http import HttpResponse, StreamingHttpResponse
from django.views.decorators.http import require_safe

from goodstanding.kit.tabular import csv_lines
from goodstanding.portal.cases import log, shown
from goodstanding.portal.doors import SellerRequest, seller_page
from goodstanding.systems.cases import queries
from goodstanding.systems.cases.casefile import case_file as file_of
from goodstanding.ui.paper.document import Document


@require_safe
@seller_page
def case_file(request: SellerRequest, seller_ref: str, case_ref: str) -> HttpResponse:
    """The case as PDF, for the archive or an adviser; `?notes=1` adds the team's own notes, for the team alone."""
    case = queries.case_for(request.actor, case_ref, seller=request.seller)
    found = file_of(
        request.actor, case, request.now, language=shown.language(), with_notes=request.GET.get("notes") == "1"
    )
    return pdf_download(found, name=f"case-{case.ref}")


def pdf_download(document: Document, *, name: str) -> HttpResponse:
    """A document as a PDF to save, which no cache keeps."""
    from goodstanding.ui.paper.setting import pdf_of  # loads what sets paper: not for every start

    response = HttpResponse(pdf_of(document), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{name}.pdf"'
    response["Cache-Control"] = "private, no-store"
    return response


@require_safe
@seller_page
def log_csv(request: SellerRequest, seller_ref: str) -> HttpResponse:
    """The case log as CSV: the same filters and order as the log's address, at most 20,000 cases, one after the other."""
    wanted = log.wanted_of(request)
    rows = queries.log_rows(request.actor, request.seller, wanted, request.now, language=shown.language())
    lines = (line.encode() for line in csv_lines(queries.LOG_COLUMNS, rows))
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="cases-{request.now:%Y-%m-%d}.csv"'
    response["Cache-Control"] = "private, no-store"
    return cast(HttpResponse, response)  # a streamed answer; doors declare the common case
