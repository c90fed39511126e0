"""Addresses of the reviewers' pages."""

from django.urls import path

from goodstanding.console.performance import issuing_views, views

urlpatterns = [
    path("", views.queue, name="performance"),
    path("notifications/", views.listing, name="performance-list"),
    path("notifications/new/", issuing_views.new, name="performance-new"),
    path("notifications/<str:ref>/", views.detail, name="performance-detail"),
    path("notifications/<str:ref>/review/", views.start_review, name="performance-review"),
    path("notifications/<str:ref>/review/release/", views.release_review, name="performance-release"),
    path("notifications/<str:ref>/decision/", views.decide, name="performance-decision"),
    path("notifications/<str:ref>/withdrawal/", issuing_views.withdraw, name="performance-withdrawal"),
    path("notifications/<str:ref>/evidence/<int:evidence_id>/", views.evidence_file, name="performance-evidence"),
]
