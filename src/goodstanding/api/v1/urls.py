"""API v1: its operations. Loaded when first asked for (api/urls.py)."""

from __future__ import annotations

from ninja import NinjaAPI

from goodstanding.api import problems
from goodstanding.api.parameters import only_known
from goodstanding.api.reading import StrictParser
from goodstanding.api.rendering import ExactRenderer
from goodstanding.api.v1 import (
    accounts,
    case_contact,
    case_drafts,
    case_mails,
    case_views,
    cases,
    cases_desk,
    cases_team,
    desk,
    desk_cases,
    desk_first,
    desk_keeping,
    desk_queue,
    erasing,
    escalation_desk,
    escalation_writing,
    escalations,
    health,
    mail_in,
    notifications,
    order_events,
    orders,
    payouts,
    plans,
    sellers,
    service,
    service_terms,
    tokens,
    webhooks,
)

api = NinjaAPI(
    title="Goodstanding API", version="1.0.0", urls_namespace="api-v1", openapi_url=None, docs_url=None,
    parser=StrictParser(), renderer=ExactRenderer(),
)  # fmt: skip
problems.install(api)
for part in (
    tokens, order_events, sellers, accounts, health, orders, payouts, notifications, plans,
    cases, case_contact, case_drafts, case_mails, case_views, cases_desk, cases_team,
    desk, desk_queue, desk_cases, desk_first, desk_keeping, erasing, mail_in,
    escalations, escalation_writing, escalation_desk, service, service_terms, webhooks,
):  # fmt: skip
    api.add_router("", only_known(part.router))

urlpatterns = api.urls[0]  # the name and the namespace are given where they are hung up: api/urls.py
