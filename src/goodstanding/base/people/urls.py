"""A person's own pages that allauth does not bring. They lie beside allauth's, below /accounts/."""

from django.urls import path

from goodstanding.base.people import views

urlpatterns = [
    path("profile/", views.profile, name="people-profile"),
    path("security/", views.security, name="people-security"),
    path("second-factor/", views.second_factor, name="people-second-factor"),
]
