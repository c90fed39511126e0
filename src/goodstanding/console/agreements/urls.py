"""Addresses of the record of agreements at the desk."""

from django.urls import path

from goodstanding.console.agreements import views

urlpatterns = [
    path("<str:ref>/agreements/", views.agree, name="cases-agreements"),
    path("<str:ref>/agreements/<int:number>/", views.settle, name="cases-agreement"),
    path("<str:ref>/needs/", views.need, name="cases-needs"),
]
