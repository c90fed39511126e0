"""Addresses of the orders pages."""

from django.urls import path

from goodstanding.portal.orders import views

urlpatterns = [
    path("", views.listing, name="orders"),
    path("<str:order_id>/", views.detail, name="orders-detail"),
]
