"""Addresses of the notifications pages."""

from django.urls import path

from goodstanding.portal.notifications import plan_views, version_views, views

urlpatterns = [
    path("", views.listing, name="notifications"),
    path("<str:ref>/", views.detail, name="notifications-detail"),
    path("<str:ref>/acknowledgement/", views.acknowledge, name="notifications-acknowledgement"),
    path("<str:ref>/statements/<str:statement_ref>/", views.statement, name="notifications-statement"),
    path("<str:ref>/plan/", plan_views.editor, name="notifications-plan"),
    path("<str:ref>/plan/start/", plan_views.start, name="notifications-plan-start"),
    path("<str:ref>/plan/draft/", plan_views.save, name="notifications-plan-draft"),
    path("<str:ref>/plan/checks/", plan_views.check, name="notifications-plan-checks"),
    path("<str:ref>/plan/evidence/", plan_views.add_evidence, name="notifications-evidence-new"),
    path("<str:ref>/plan/evidence/<int:evidence_id>/", version_views.evidence_file, name="notifications-evidence"),
    path(
        "<str:ref>/plan/evidence/<int:evidence_id>/removal/",
        plan_views.remove_evidence,
        name="notifications-evidence-removal",
    ),
    path("<str:ref>/plan/submission/", plan_views.submission, name="notifications-plan-submission"),
    path("<str:ref>/plan/versions/", version_views.compare, name="notifications-plan-versions"),
]
