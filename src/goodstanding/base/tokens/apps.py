from django.apps import AppConfig


class TokensConfig(AppConfig):
    name = "goodstanding.base.tokens"
    label = "tokens"
