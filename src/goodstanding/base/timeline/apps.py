from django.apps import AppConfig


class TimelineConfig(AppConfig):
    name = "goodstanding.base.timeline"
    label = "timeline"
