from django.urls import path

from goodstanding.console.sellers import views

urlpatterns = [
    path("", views.directory, name="sellers-list"),
    path("<str:ref>/", views.detail, name="sellers-detail"),
    path("<str:ref>/viewing/", views.start_viewing, name="sellers-view"),
    path("<str:ref>/viewing/end/", views.end_viewing, name="sellers-view-end"),
]
