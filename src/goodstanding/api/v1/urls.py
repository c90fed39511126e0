"""API v1: its operations, its document and the page to read it."""

from __future__ import annotations

from django.urls import path
from ninja import NinjaAPI

from goodstanding.api import problems
from goodstanding.api.parameters import only_known
from goodstanding.api.reading import StrictParser
from goodstanding.api.v1 import (
    cases,
    cases_desk,
    cases_team,
    escalations,
    health,
    notifications,
    order_events,
    orders,
    pages,
    plans,
    sellers,
    service,
    tokens,
    webhooks,
)

api = NinjaAPI(
    title="Goodstanding API", version="1.0.0", urls_namespace="api-v1", openapi_url=None, docs_url=None,
    parser=StrictParser(),
)  # fmt: skip
problems.install(api)
for part in (
    tokens, order_events, sellers, health, orders, notifications, plans, cases, cases_desk, cases_team, escalations,
    service, webhooks,
):  # fmt: skip
    api.add_router("", only_known(part.router))

urlpatterns = [
    path("openapi.json", pages.openapi, name="api-v1-openapi"),
    path("docs", pages.reference, name="api-v1-docs"),
    path("", api.urls),
]
