"""The gallery: every part of the kit in every state."""

from django.urls import path

from goodstanding.ui import views

app_name = "ui"

urlpatterns = [
    path("", views.gallery, name="gallery"),
    path("pages/<slug:name>/", views.sample_page, name="sample"),
    path("palette.json", views.sample_palette, name="palette"),
    path("draft/", views.sample_draft, name="draft"),
]
