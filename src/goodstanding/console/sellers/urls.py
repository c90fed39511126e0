from django.urls import path

from goodstanding.console.sellers import account, closing, views

urlpatterns = [
    path("", views.directory, name="sellers-list"),
    path("<str:ref>/", views.detail, name="sellers-detail"),
    path("<str:ref>/account/", account.account, name="sellers-account"),
    path("<str:ref>/account/owners/", account.invite_owner, name="sellers-invite-owner"),
    path("<str:ref>/account/owners/<int:invitation_id>/resending/", account.resend, name="sellers-owner-resend"),
    path("<str:ref>/account/owners/<int:invitation_id>/revocation/", account.revoke, name="sellers-owner-revoke"),
    path("<str:ref>/account/closing/", closing.closing, name="sellers-closing"),
    path("<str:ref>/account/closing/taking-back/", closing.take_back, name="sellers-closing-back"),
    path("<str:ref>/viewing/", views.start_viewing, name="sellers-view"),
    path("<str:ref>/viewing/end/", views.end_viewing, name="sellers-view-end"),
]
