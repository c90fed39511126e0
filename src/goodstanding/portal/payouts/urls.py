"""Addresses of the pages about payments."""

from django.urls import path

from goodstanding.portal.payouts import views

urlpatterns = [
    path("", views.listing, name="payouts"),
    path("<str:ref>/", views.detail, name="payouts-detail"),
]
