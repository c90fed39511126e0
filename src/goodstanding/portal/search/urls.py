from django.urls import path

from goodstanding.portal.search import views

urlpatterns = [
    path("search/", views.search, name="search"),
    path("palette.json", views.palette, name="palette"),
]
