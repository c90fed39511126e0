from django.urls import path

from goodstanding.console.tokens import views

urlpatterns = [
    path("", views.tokens, name="tokens-list"),
    path("<str:token_ref>/revocation/", views.revocation, name="tokens-revocation"),
]
