"""Address of the associate's home page."""

from django.urls import path

from goodstanding.console.home import views

urlpatterns = [path("", views.home, name="home")]
