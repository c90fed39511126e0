from django.urls import path

from goodstanding.console.sellers import views

urlpatterns = [
    path("<str:ref>/viewing/end/", views.end_viewing, name="sellers-view-end"),
]
