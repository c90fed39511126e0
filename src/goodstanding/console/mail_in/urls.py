from django.urls import path

from goodstanding.console.mail_in import views

urlpatterns = [
    path("", views.mail_in, name="mail-in-list"),
    path("<str:ref>/", views.mail, name="mail-in-mail"),
    path("<str:ref>/case/", views.take, name="mail-in-case"),
]
