from django.urls import path

from goodstanding.console.webhooks import views

urlpatterns = [
    path("", views.webhooks, name="webhooks-list"),
    path("<str:ref>/", views.detail, name="webhooks-detail"),
    path("<str:ref>/on/", views.act, {"what": "on"}, name="webhooks-on"),
    path("<str:ref>/off/", views.act, {"what": "off"}, name="webhooks-off"),
    path("<str:ref>/test/", views.act, {"what": "test"}, name="webhooks-test"),
    path("<str:ref>/secret/", views.act, {"what": "secret"}, name="webhooks-secret"),
    path("<str:ref>/removal/", views.act, {"what": "removal"}, name="webhooks-removal"),
    path("<str:ref>/<str:event_ref>/", views.delivery, name="webhooks-delivery"),
]
