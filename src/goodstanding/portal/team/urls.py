from django.urls import path

from goodstanding.portal.team import closing, views

urlpatterns = [
    path("", views.team, name="team"),
    path("closing/", closing.closing, name="team-closing"),
    path("closing/taking-back/", closing.take_back, name="team-closing-back"),
    path("invitations/", views.invite, name="team-invite"),
    path("invitations/<int:invitation_id>/resending/", views.resend, name="team-resend"),
    path("invitations/<int:invitation_id>/revocation/", views.revoke, name="team-revoke"),
    path("members/<int:membership_id>/role/", views.change_role, name="team-role"),
    path("members/<int:membership_id>/removal/", views.remove, name="team-remove"),
]
