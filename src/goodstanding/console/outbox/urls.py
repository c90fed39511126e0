from django.urls import path

from goodstanding.console.outbox import views

urlpatterns = [
    path("", views.outbox, name="outbox-list"),
    path("<int:mail_id>/", views.mail, name="outbox-mail"),
    path("<int:mail_id>/preview/", views.preview, name="outbox-preview"),
    path("<int:mail_id>/retry/", views.retry, name="outbox-retry"),
]
