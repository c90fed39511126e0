from django.urls import path

from goodstanding.console.people import views

urlpatterns = [
    path("", views.people, name="people-list"),
    path("invitations/", views.invite, name="people-invite"),
    path("invitations/<int:invitation_id>/resending/", views.resend, name="people-resend"),
    path("invitations/<int:invitation_id>/revocation/", views.revoke, name="people-revoke"),
    path("<int:user_id>/roles/", views.change_roles, name="people-roles"),
    path("<int:user_id>/dismissal/", views.dismiss, name="people-dismiss"),
]
