from django.urls import path

from goodstanding.console.settings import views

urlpatterns = [
    path("", views.marketplace, name="settings"),
    path("logo/", views.logo, name="settings-logo"),
    path("logo/removal/", views.remove_logo, name="settings-logo-remove"),
    path("stores/new/", views.open_store, name="settings-store-new"),
    path("stores/<slug:code>/", views.store, name="settings-store"),
]
