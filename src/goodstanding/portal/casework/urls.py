"""The public page behind the question at the end of a case. Below /feedback/, which mails name."""

from django.urls import path

from goodstanding.portal.casework import rating

app_name = "feedback"
urlpatterns = [path("<str:token>/", rating.by_link, name="rating")]
