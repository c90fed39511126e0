"""Addresses of the associates' escalation pages."""

from django.urls import path

from goodstanding.console.escalation import overview, views

urlpatterns = [
    path("", views.queue, name="escalation"),
    path("report/", overview.report, name="escalation-report"),
    path("outside/<str:code>/", overview.outside, name="escalation-outside"),
    path("<str:ref>/", views.show, name="escalation-detail"),
    path("<str:ref>/acceptance/", views.accept, name="escalation-acceptance"),
    path("<str:ref>/questions/", views.ask, name="escalation-questions"),
    path("<str:ref>/decision/", views.decide, name="escalation-decision"),
    path("<str:ref>/handing-up/", views.hand_up, name="escalation-handing-up"),
    path("<str:ref>/refusal/", views.refuse, name="escalation-refusal"),
]
