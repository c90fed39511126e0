"""Addresses of a payout in the console."""

from django.urls import path

from goodstanding.console.payouts import views

urlpatterns = [path("<str:ref>/", views.detail, name="payouts-detail")]
