from django.urls import path

from goodstanding.console.saved_views import views

urlpatterns = [
    path("<str:of>/", views.saved, name="views-list"),
    path("<str:of>/plain/", views.start_plain, name="views-plain"),
    path("<str:of>/<str:ref>/name/", views.act, {"what": "name"}, name="views-name"),
    path("<str:of>/<str:ref>/up/", views.act, {"what": "up"}, name="views-up"),
    path("<str:of>/<str:ref>/down/", views.act, {"what": "down"}, name="views-down"),
    path("<str:of>/<str:ref>/sharing/", views.act, {"what": "sharing"}, name="views-sharing"),
    path("<str:of>/<str:ref>/privacy/", views.act, {"what": "privacy"}, name="views-privacy"),
    path("<str:of>/<str:ref>/start/", views.act, {"what": "start"}, name="views-start"),
    path("<str:of>/<str:ref>/removal/", views.act, {"what": "removal"}, name="views-removal"),
]
