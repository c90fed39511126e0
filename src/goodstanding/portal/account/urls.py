"""Public pages: opening a seller account and joining a team."""

from django.urls import path

from goodstanding.portal.account import views

urlpatterns = [
    path("signup/", views.sign_up, name="sign-up"),
    path("signup/sent/", views.sent, name="sign-up-sent"),
    path("signup/<str:secret>/", views.open_account, name="sign-up-open"),
    path("join/<str:secret>/", views.join, name="join"),
]
