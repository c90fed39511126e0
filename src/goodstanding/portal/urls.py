"""The sellers' site. Everything below /s/<seller ref>/ belongs to one seller in one store."""

from django.urls import include, path

from goodstanding.portal import registry

registry.register()  # with the pages that ask for it, not at every start

app_name = "portal"
urlpatterns = [
    path("", include("goodstanding.portal.home.urls")),
    path("health/", include("goodstanding.portal.health.urls")),
    path("orders/", include("goodstanding.portal.orders.urls")),
    path("payouts/", include("goodstanding.portal.payouts.urls")),
    path("notifications/", include("goodstanding.portal.notifications.urls")),
    path("cases/", include("goodstanding.portal.cases.urls")),
    path("cases/", include("goodstanding.portal.escalation.urls")),
    path("team/tokens/", include("goodstanding.portal.tokens.urls")),
    path("team/webhooks/", include("goodstanding.portal.webhooks.urls")),
    path("team/", include("goodstanding.portal.team.urls")),
    path("views/", include("goodstanding.portal.saved_views.urls")),
    path("activity/", include("goodstanding.portal.activity.urls")),
    path("", include("goodstanding.portal.search.urls")),
]
