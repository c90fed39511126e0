"""The public page on which an invited associate joins."""

from django.urls import path

from goodstanding.console.people import joining

urlpatterns = [path("<str:secret>/", joining.join, name="join-associate")]
