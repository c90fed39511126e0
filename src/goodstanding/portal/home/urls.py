"""Address of the seller's home page."""

from django.urls import path

from goodstanding.portal.home import views

urlpatterns = [path("", views.home, name="home")]
