from django.urls import path

from goodstanding.portal.activity import views

urlpatterns = [path("", views.activity, name="activity")]
