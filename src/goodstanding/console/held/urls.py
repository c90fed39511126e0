from django.urls import path

from goodstanding.console.held import views

urlpatterns = [
    path("", views.held, name="held-list"),
    path("<str:ref>/", views.file, name="held-file"),
    path("<str:ref>/release/", views.release, name="held-release"),
    path("<str:ref>/content/", views.content, name="held-content"),
]
