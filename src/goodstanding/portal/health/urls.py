"""Addresses of the health pages."""

from django.urls import path

from goodstanding.portal.health import views

urlpatterns = [
    path("", views.overview, name="health"),
    path("<str:code>/", views.metric, name="health-metric"),
]
