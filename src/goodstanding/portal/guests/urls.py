"""Where guests of one case come in: a link by mail, then that case and nothing else."""

from django.urls import path

from goodstanding.portal.guests import views

app_name = "guest"
urlpatterns = [
    path("join/<str:secret>/", views.join, name="join"),
    path("join/<str:secret>/new-link/", views.new_link, name="new-link"),
    path("<str:case_ref>/", views.show, name="case"),
    path("<str:case_ref>/messages/", views.write, name="messages"),
    path("<str:case_ref>/leave/", views.leave, name="leave"),
    path("<str:case_ref>/files/<str:file_ref>/", views.download, name="file"),
]
