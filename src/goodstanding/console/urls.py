"""The associates' site."""

from django.urls import include, path

from goodstanding.console import registry

registry.register()  # with the pages that ask for it, not at every start

app_name = "console"
urlpatterns = [
    path("", include("goodstanding.console.home.urls")),
    path("performance/", include("goodstanding.console.performance.urls")),
    path("cases/", include("goodstanding.console.cases.urls")),
    path("escalation/", include("goodstanding.console.escalation.urls")),
    path("cases/", include("goodstanding.console.agreements.urls")),
    path("service/", include("goodstanding.console.service.urls")),
    path("payouts/", include("goodstanding.console.payouts.urls")),
    path("sellers/", include("goodstanding.console.sellers.urls")),
    path("audit/", include("goodstanding.console.audit.urls")),
    path("outbox/", include("goodstanding.console.outbox.urls")),
    path("mail-in/", include("goodstanding.console.mail_in.urls")),
    path("held/", include("goodstanding.console.held.urls")),
    path("people/", include("goodstanding.console.people.urls")),
    path("tokens/", include("goodstanding.console.tokens.urls")),
    path("desk/", include("goodstanding.console.desk.urls")),
    path("webhooks/", include("goodstanding.console.webhooks.urls")),
    path("views/", include("goodstanding.console.saved_views.urls")),
    path("settings/", include("goodstanding.console.settings.urls")),
    path("", include("goodstanding.console.search.urls")),
]
