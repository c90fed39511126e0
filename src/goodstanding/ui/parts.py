"""Parts of the kit that pages hold many of, drawn in code. Their components call these, so the two cannot differ (ADR 80)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from goodstanding.ui import moments, numbers
from goodstanding.ui.frame import Tab
from goodstanding.ui.framing import icon
from goodstanding.ui.marks import MARKS
from goodstanding.ui.markup import draw, draw_all
from goodstanding.ui.tables import Chip, FilterField, Head, TableView

NOTHING = SafeString(f'<span class="muted">{numbers.NOTHING}</span>')
_NOTHING = SafeString("")
_NO_DAY = SafeString(f'<span class="when muted dayless">{numbers.NOTHING}</span>')


def heads(columns: Sequence[Head]) -> SafeString:
    """The header cells of a table."""
    return draw_all(
        '\n  <th scope="col"{}{}>{}{}</th>',
        [
            (
                SafeString(' class="num"') if head.num else _NOTHING,
                draw(' aria-sort="{}"', head.aria_sort) if head.aria_sort else _NOTHING,
                _head(head),
                draw("<small>{}</small>", head.hint) if head.hint else _NOTHING,
            )
            for head in columns
        ],
    )


def orders(columns: Sequence[Head]) -> SafeString:
    """The orders of a table whose header row is out of sight, for narrow screens; nothing where there is none to choose."""
    sortable = [head for head in columns if head.url]
    if not sortable:
        return _NOTHING
    links = [
        (head.url, SafeString(' aria-current="true"') if head.aria_sort else _NOTHING, head.label, head.arrow)
        for head in sortable
    ]
    each = draw_all('<a href="{}"{}>{} <span class="dir" aria-hidden="true">{}</span></a>', links)
    return draw('<nav class="orders" aria-label="{0}"><span>{0}</span>{1}</nav>', _("Order by"), each)


def remark(state: str, word: str) -> SafeString:
    """A small line below a cell's main word: "◆ 2 of 4 are missing"; with no state the words alone."""
    mark = MARKS.get(state, "")
    if not mark:
        return draw("<small>{}</small>", word)
    return draw('<small class="{}"><i aria-hidden="true">{}</i> {}</small>', state, mark, word)


def filter_fields(view: TableView) -> SafeString:
    """The fields of a filter form, and hidden ones for what it carries along."""
    carried = draw_all('<input type="hidden" name="{}" value="{}">', view.carried)
    return carried + draw_all(
        "<label>{}\n    {}\n  </label>",
        [(one.label, _select(one) if one.choices else _input(one)) for one in view.filters],
    )


def chips(view: TableView) -> SafeString:
    """The filters in use, each with the link that takes it away."""
    if not view.active:
        return _NOTHING
    gone = _("remove")
    return draw(
        '<ul class="chips" aria-label="{}">{}\n  <li><a class="clear" href="{}">{}</a></li>\n</ul>',
        _("Filters in use"), draw_all("{}", [(_chip(chip, gone),) for chip in view.active]), view.clear_url, _("Clear all"),
    )  # fmt: skip


def tabs(items: Sequence[Tab], label: object) -> SafeString:
    """Lists of one kind beside each other, each with its count."""
    links = [
        (
            one.url, SafeString(' aria-current="page"') if one.current else _NOTHING, one.label,
            draw('<span class="count">{}</span>', one.count) if one.count is not None else _NOTHING,
        )
        for one in items
    ]  # fmt: skip
    each = draw_all('<a href="{}"{}>{}{}</a>', links)
    return draw('<nav class="tabs" aria-label="{}">{}</nav>', label, each)


def page_links(
    newer: object, older: object, *, note: object = "", newer_label: object = "", older_label: object = ""
) -> SafeString:
    """The ways to the page before and after; nothing where there is neither, nor a note."""
    if not (newer or older or note):
        return _NOTHING
    link = '<a class="btn quiet small" rel="{}" href="{}">{}</a>'
    return draw(
        '<nav class="pages" aria-label="{}"><span>{}</span><span class="row">{}{}</span></nav>', _("Pages"), note,
        draw(link, "prev", newer, newer_label or _("Newer")) if newer else _NOTHING,
        draw(link, "next", older, older_label or _("Older")) if older else _NOTHING,
    )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Todo:
    """One line of `<c-todo>`: by when (or `when`, already said), what, why, and the one thing to do."""

    title: object
    url: object = ""
    by: datetime | None = None
    when: object = ""
    sub: object = ""
    level: object = 2
    tags: object = ""
    text: object = ""
    action: object = ""
    action_url: object = ""
    quiet: bool = False
    acts: object = ""


def todo(one: Todo, now: datetime | None) -> SafeString:
    """By when first, then what, then the one main action."""
    when = one.when or (said_due(one.by, now) if one.by else _NO_DAY)
    sub = draw('<small class="muted">{}</small>', one.sub) if one.sub else _NOTHING
    title = draw('<a href="{}">{}</a>', one.url, one.title) if one.url else one.title
    text = draw("<p>{}</p>", one.text) if str(one.text).strip() else _NOTHING
    return draw(
        '<article class="todo">\n  <div>{}{}</div>\n  <div>\n    <h{level}>{}</h{level}> {}\n    {}\n  </div>\n  {}\n</article>',
        when, sub, title, one.tags, text, one.acts or _act(one), level=one.level,
    )  # fmt: skip


def event(what: object, meta: object, why: object = "", *, strong: bool = False, more: object = "") -> SafeString:
    """One entry of a timeline. `meta` says who and when."""
    return draw(
        '<li{}><div><b>{}</b></div><div class="meta">{}</div>{}{}</li>',
        SafeString(' class="strong"') if strong else _NOTHING, what, meta,
        draw('<div class="why">{}</div>', why) if why else _NOTHING, more,
    )  # fmt: skip


def said_when(at: datetime | date | None, now: datetime | None, style: str = "block") -> SafeString:
    """The tag `when`, for rows drawn in code."""
    if not at or now is None:
        return NOTHING
    if isinstance(at, datetime):
        far = "" if style == "short" else moments.relative(at, now)
        return _time(at, far, moments.absolute(at, now), style, "")
    return _time(at, moments.day_distance(at, now), moments.day(at, now), style, "")


def said_due(at: datetime | None, now: datetime | None, style: str = "block") -> SafeString:
    """The tag `due`, for rows drawn in code."""
    if not at or now is None:
        return NOTHING
    return _time(at, moments.remaining(at, now), moments.absolute(at, now), style, moments.urgency(at, now))


def said_by(who: object, at: datetime | date | None, now: datetime | None) -> SafeString:
    """Who and when, as a timeline says it."""
    said = said_when(at, now, "short")
    return draw("{}, {}", who, said) if who else said


def _act(one: Todo) -> SafeString:
    if not one.action:
        return _NOTHING
    quiet = SafeString(" quiet") if one.quiet else _NOTHING
    return draw('<a class="btn{}" href="{}">{}</a>', quiet, one.action_url or one.url, one.action)


def _head(head: Head) -> SafeString:
    if head.url:
        return draw(
            '<a href="{}">{}<span class="dir" aria-hidden="true">{}</span></a>', head.url, head.label, head.arrow
        )
    return draw('<span class="unseen">{}</span>' if head.hidden else "{}", head.label)


def _select(one: FilterField) -> SafeString:
    choices = [
        (
            choice.value,
            SafeString(" selected") if choice.value == one.value else _NOTHING,
            choice.label,
            _NOTHING if choice.count is None else draw(" ({})", choice.count),
        )
        for choice in one.choices
    ]
    options = draw_all('\n      <option value="{}"{}>{}{}</option>', choices)
    return draw(
        '<select name="{}">\n      <option value="">{}</option>{}\n    </select>', one.param, one.all_label, options
    )


def _input(one: FilterField) -> SafeString:
    hint = draw(' placeholder="{}"', one.placeholder) if one.placeholder else _NOTHING
    return draw('<input type="{}" name="{}" value="{}"{}>', one.kind, one.param, one.value, hint)


def _chip(chip: Chip, gone: str) -> SafeString:
    return draw(
        '\n  <li><a href="{}"><span class="clip">{}: {}</span>{}<span class="unseen">{}</span></a></li>',
        chip.url, chip.label, chip.value, icon("x"), gone,
    )  # fmt: skip


def _time(at: datetime | date, far: str, exact: str, style: str, extra: str) -> SafeString:
    stamp = at.isoformat()
    if style == "short":
        return draw('<time datetime="{}">{}</time>', stamp, exact)
    if style == "far":
        return draw('<time class="{}" datetime="{}" title="{}">{}</time>', extra, stamp, exact, far)
    if style == "inline":
        return draw(
            '<time class="when inline {}" datetime="{}">{} <small>({})</small></time>', extra, stamp, far, exact
        )
    return draw('<time class="when {}" datetime="{}">{}<small>{}</small></time>', extra, stamp, far, exact)
