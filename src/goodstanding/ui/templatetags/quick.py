"""Django's `{% url %}`, with the addresses of pages that take no values looked up once a process (ADR 187).

A builtin of every template (settings, TEMPLATES), so that templates stay as every Django developer writes them.
"""

from __future__ import annotations

from django import template
from django.template.base import Parser, Token, Variable
from django.template.context import Context
from django.template.defaulttags import URLNode
from django.template.defaulttags import url as django_url

from goodstanding.ui.addresses import address_of

register = template.Library()


class ConstantAddress(template.Node):
    """The address of a page that takes no values."""

    child_nodelists = ()

    def __init__(self, name: str) -> None:
        self._name = name

    def render(self, context: Context) -> str:
        """The address."""
        return address_of(self._name)


@register.tag
def url(parser: Parser, token: Token) -> template.Node:
    """What Django's tag of the same name does."""
    node: URLNode = django_url(parser, token)
    name = node.view_name.var
    if node.args or node.kwargs or node.asvar or isinstance(name, Variable) or node.view_name.filters:
        return node
    return ConstantAddress(str(name))
