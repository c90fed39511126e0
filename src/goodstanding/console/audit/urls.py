from django.urls import path

from goodstanding.console.audit import views

urlpatterns = [
    path("", views.audit, name="audit-list"),
    path("export.csv", views.export, name="audit-export"),
]
