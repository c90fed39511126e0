"""Django's `{% load i18n %}`, with constant sentences translated once per language instead of at each drawing (ADR 187).

Loaded under Django's own name (settings, TEMPLATES), so that templates stay as every Django developer writes them.
"""

from django import template
from django.template.base import FilterExpression, Parser, Token, Variable
from django.template.context import Context
from django.templatetags import i18n
from django.utils.translation import get_language

register = template.Library()
register.tags.update(i18n.register.tags)
register.filters.update(i18n.register.filters)


class ConstantSentence(template.Node):
    """A translated sentence without variables: the same for everybody who reads one language."""

    child_nodelists = ()

    def __init__(self, node: i18n.TranslateNode) -> None:
        self._node = node
        self._said: dict[tuple[str | None, bool], str] = {}

    def render(self, context: Context) -> str:
        """The sentence in the reader's language."""
        key = (get_language(), context.autoescape)
        said = self._said.get(key)
        if said is None:
            said = self._said[key] = self._node.render(context)
        return said


@register.tag("trans")
@register.tag("translate")
def translate(parser: Parser, token: Token) -> template.Node:
    """What Django's tag of the same name does."""
    node: i18n.TranslateNode = i18n.do_translate(parser, token)
    return ConstantSentence(node) if _is_constant(node) else node


def _is_constant(node: i18n.TranslateNode) -> bool:
    if node.asvar or node.message_context:
        return False
    said: FilterExpression = node.filter_expression
    return not said.filters and isinstance(said.var, Variable) and said.var.literal is not None
