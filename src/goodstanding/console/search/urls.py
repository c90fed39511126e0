from django.urls import path

from goodstanding.console.search import views

urlpatterns = [
    path("search/", views.search, name="search"),
    path("palette.json", views.palette, name="palette"),
]
