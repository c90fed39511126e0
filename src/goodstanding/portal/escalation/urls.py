"""Addresses of a case's escalation."""

from django.urls import path

from goodstanding.portal.escalation import views

urlpatterns = [
    path("<str:case_ref>/escalation/", views.show, name="escalation"),
    path("<str:case_ref>/escalation/draft/", views.save_draft, name="escalation-draft"),
    path("<str:case_ref>/escalation/checks/", views.check, name="escalation-checks"),
    path("<str:case_ref>/escalation/follow-up/", views.follow_up, name="escalation-follow-up"),
    path("<str:case_ref>/escalation/word/", views.say, name="escalation-word"),
    path("<str:case_ref>/escalation/bundle/", views.bundle, name="escalation-bundle"),
    path("<str:case_ref>/escalation/bundle.pdf", views.bundle_pdf, name="escalation-bundle-file"),
]
