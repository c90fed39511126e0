"""The template tags of the kit: `{% load ui %}`."""

from collections.abc import Sequence
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from django import template
from django.forms import BoundField
from django.http import QueryDict
from django.utils.formats import number_format
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from goodstanding.kit.money import Money, minor_digits
from goodstanding.ui import charts, fields, framing, moments, numbers, parts, prose, talk
from goodstanding.ui.compare import Row, side_by_side
from goodstanding.ui.frame import NavGroup, Tab, Who
from goodstanding.ui.marks import MARKS, TONE_ICONS
from goodstanding.ui.markup import draw, join
from goodstanding.ui.tables import TableView

register = template.Library()

Context = dict[str, Any]  # Any: template contexts hold values of every kind


@register.simple_tag(takes_context=True)
def when(context: Context, at: datetime | date | None, style: str = "block") -> SafeString:
    """How far away, then exactly when. `{% when message.sent_at %}`, or with style "inline", "short" or "far"."""
    return parts.said_when(at, _now(context), style) if at else parts.NOTHING


@register.simple_tag(takes_context=True)
def due(context: Context, at: datetime | None, style: str = "block") -> SafeString:
    """A deadline: "in 19 h" and the date, colored when soon, "3 h overdue" when late."""
    return parts.said_due(at, _now(context), style) if at else parts.NOTHING


@register.simple_tag(takes_context=True)
def urgency(context: Context, at: datetime | None) -> str:
    """ "late", "soon" or nothing, for a class name."""
    return moments.urgency(at, _now(context)) if at else ""


@register.simple_tag
def percent(numerator: int, denominator: int, target: Fraction | None = None) -> str:
    """ "5.1 %", or "–" when the denominator is 0. A target keeps it from being rounded onto it."""
    return numbers.percent(numerator, denominator, target)


@register.filter
def rate(value: Fraction | None) -> str:
    """A Fraction as a percentage: `{{ metric.target|rate }}`."""
    return numbers.NOTHING if value is None else numbers.percent_of(value)


@register.filter
def money(value: Money | None) -> str:
    """ "4,318.22 USD", in the reader's separators."""
    if value is None:
        return numbers.NOTHING
    digits = minor_digits(value.currency)
    amount = number_format(value.decimal(), decimal_pos=digits, force_grouping=True)
    return f"{amount}{numbers.NBSP}{value.currency}"


@register.filter
def count(value: int | None) -> str:
    """ "12,480", in the reader's separators."""
    return numbers.NOTHING if value is None else number_format(value, force_grouping=True)


@register.simple_tag
def field(bound: BoundField, tally: object = "", slot: object = "") -> SafeString:
    """What `<c-field>` draws."""
    return fields.field(bound, tally=tally, slot=slot)


@register.simple_tag
def editor(bound: BoundField, tally: object = "", preview: object = "", slot: object = "") -> SafeString:
    """What `<c-editor>` draws."""
    return fields.editor(bound, tally=tally, preview=preview, slot=slot)


@register.simple_tag(takes_context=True)
def message(context: Context, who: object, at: datetime | None, **said: Any) -> SafeString:  # Any: fields of a message
    """What `<c-message>` draws."""
    sent = talk.attached(said.pop("files", ()))
    more = join((sent, said.pop("more", "")))
    return talk.message(talk.Message(who=who, at=at, more=more, **said), _now(context))


@register.simple_tag
def icon(name: str) -> SafeString:
    """An icon from Lucide, hidden from screen readers: a word always stands beside it."""
    return framing.icon(str(name))


@register.simple_tag(takes_context=True)
def account(context: Context, who: Who) -> SafeString:
    """The menu of the person signed in."""
    return framing.account(who, str(context.get("csrf_token", "")))


@register.simple_tag
def tone_icon(tone: str) -> SafeString:
    """The icon of a banner."""
    return framing.icon(TONE_ICONS.get(tone, "info"))


@register.simple_tag
def tag(state: str, word: str) -> SafeString:
    """The same as `<c-tag>`, cheap enough for the rows of long lists."""
    mark = MARKS.get(state, "")
    if not mark:
        return draw('<span class="tag plain"><span>{}</span></span>', word)
    return draw('<span class="tag {}"><i aria-hidden="true">{}</i><span>{}</span></span>', state, mark, word)


@register.filter
def mark(state: str) -> str:
    """The shape of a state: ▲ over, ◆ close, ● good, ○ none, ◐ waiting."""
    return MARKS.get(state, "")


@register.filter
def markdown(text: str) -> SafeString:
    """A small and safe part of Markdown."""
    return prose.markdown(text or "")


@register.filter
def plain(text: str) -> str:
    """Markdown as one line of plain words."""
    return prose.plain(text or "")


@register.filter
def highlight(text: str, words: str) -> SafeString:
    """Mark the words of a search."""
    return prose.highlight(text or "", words or "")


@register.simple_tag
def still_parts() -> SafeString:
    """The palette, the confirmation and the words of the scripts: the same on every page, rendered once per language."""
    return framing.still("ui/_still.html", get_language())


@register.simple_tag
def still_head(theme_url: str = "") -> SafeString:
    """Style sheets and scripts: the same on every page of a marketplace."""
    return framing.still("ui/_head.html", get_language(), theme_url or "")


@register.simple_tag
def tabs(items: Sequence[Tab], label: object) -> SafeString:
    """The links of `<c-tabs>`."""
    return parts.tabs(items, label)


@register.simple_tag
def page_links(
    newer: object, older: object, note: object = "", newer_label: object = "", older_label: object = ""
) -> SafeString:
    """The links of `<c-pages>`."""
    return parts.page_links(newer, older, note=note, newer_label=newer_label, older_label=older_label)


@register.simple_tag
def rail(nav: Sequence[NavGroup]) -> SafeString:
    """The lines of the navigation."""
    return framing.rail(nav or ())


@register.simple_tag
def shortcuts(nav: Sequence[NavGroup]) -> SafeString:
    """The sheet of keyboard shortcuts."""
    return framing.shortcuts(nav or (), get_language())


@register.simple_tag(takes_context=True)
def keep_query(context: Context, *leave_out: str) -> SafeString:
    """Hidden inputs that carry the present query string through a GET form, except the names given."""
    query: QueryDict = context["request"].GET
    pairs = ((name, value) for name, values in query.lists() if name not in leave_out for value in values)
    return format_html_join("", '<input type="hidden" name="{}" value="{}">', pairs)


@register.simple_tag
def table_heads(table: TableView | None) -> SafeString:
    """The header cells of `<c-table>`."""
    return parts.heads(table.heads) if table else SafeString("")


@register.simple_tag
def table_orders(table: TableView | None) -> SafeString:
    """The orders of `<c-table stacks>`, shown where its header row is not."""
    return parts.orders(table.heads) if table else SafeString("")


@register.simple_tag
def filter_fields(table: TableView | None) -> SafeString:
    """The fields of `<c-filters>`."""
    return parts.filter_fields(table) if table else SafeString("")


@register.simple_tag
def filter_chips(table: TableView | None) -> SafeString:
    """The filters in use below `<c-filters>`."""
    return parts.chips(table) if table else SafeString("")


@register.simple_tag(takes_context=True)
def todo_line(context: Context) -> SafeString:
    """The body of `<c-todo>`."""
    names = ("title", "url", "by", "when", "sub", "level", "tags", "action", "action_url", "acts")
    line = parts.Todo(**{name: context[name] for name in names}, quiet=bool(context["quiet"]), text=context["slot"])
    return parts.todo(line, _now(context) if line.by and not line.when else None)


@register.simple_tag(takes_context=True)
def timeline_event(context: Context) -> SafeString:
    """The body of `<c-event>`."""
    who, at = context["who"], context["at"]
    meta = parts.said_by(who, at, _now(context) if at else None)
    return parts.event(context["what"], meta, context["why"], strong=bool(context["strong"]), more=context["slot"])


@register.simple_tag
def compared(old: str | None, new: str | None) -> list[Row]:
    """Two texts side by side, for `<c-diff>`: `{% compared old new as rows %}`. A field that a form was sent without is empty."""
    return side_by_side(old or "", new or "")


@register.simple_tag
def sparkline(points: charts.Points, target: Fraction | int | None = None, state: str = "none") -> SafeString:
    """A small trend without axes."""
    return charts.sparkline(points, target=target, state=state)


def _now(context: Context) -> datetime:
    now = context.get("now")
    if not isinstance(now, datetime):
        raise template.TemplateSyntaxError("This tag needs `now` in the context: doors read the clock and pass it on.")
    return now
