"""A field of a form with its label, hint, error and tally, drawn in code. `<c-field>` and `<c-editor>` call this (ADR 187)."""

from __future__ import annotations

from django.forms import BoundField
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from goodstanding.ui.markup import draw, draw_all

_NOTHING = SafeString("")
_WRONG = SafeString(" wrong")


def field(bound: BoundField, *, tally: object = "", slot: object = "") -> SafeString:
    """The field, or only its widget when it is hidden. `tally` is how many characters it may have, counted while typing."""
    if bound.is_hidden:
        return SafeString(bound)
    if bound.use_fieldset:
        return _fieldset(bound, slot)
    wrong = _WRONG if bound.errors else _NOTHING
    if bound.widget_type == "checkbox":
        return draw(
            '<div class="field check{}">\n  {}\n  <label for="{}">{}</label>\n  {}\n  {}\n</div>',
            wrong, bound, bound.id_for_label, bound.label, _notes(bound), slot,
        )  # fmt: skip
    return _labelled(bound, wrong, bound, tally, slot)


def editor(bound: BoundField, *, tally: object = "", preview: object = "", slot: object = "") -> SafeString:
    """A text field with the toolbar of the editor; `preview` is the address that draws what was written."""
    shown = draw(' data-preview="{}"', preview) if preview else _NOTHING
    widget = draw('<div class="editor" data-editor{}>{}</div>', shown, bound)
    return _labelled(bound, _WRONG if bound.errors else _NOTHING, widget, tally, slot)


def _labelled(bound: BoundField, wrong: SafeString, widget: object, tally: object, slot: object) -> SafeString:
    return draw(
        '<div class="field{}">\n  <label for="{}">{}{}</label>\n  {}\n  {}\n  {}\n  {}\n</div>',
        wrong, bound.id_for_label, bound.label, _optional(bound), _notes(bound), widget, _tally(bound, tally), slot,
    )  # fmt: skip


def _fieldset(bound: BoundField, slot: object) -> SafeString:
    described = bound.aria_describedby
    return draw(
        '<fieldset class="field{}" id="{}_group" tabindex="-1"{}>\n  <legend>{}{}</legend>\n  {}\n  {}\n  {}\n</fieldset>',
        _WRONG if bound.errors else _NOTHING, bound.auto_id,
        draw(' aria-describedby="{}"', described) if described else _NOTHING,
        bound.label, _optional(bound), _notes(bound), bound, slot,
    )  # fmt: skip


def _optional(bound: BoundField) -> SafeString:
    return _NOTHING if bound.field.required else draw(' <span class="optional">{}</span>', _("optional"))


def _notes(bound: BoundField) -> SafeString:
    hint = (
        draw('<div class="hint" id="{}_helptext">{}</div>', bound.auto_id, bound.help_text) if bound.help_text else ""
    )
    if not bound.errors:
        return SafeString(hint)
    errors = draw_all('<p class="error">{}</p>', [(error,) for error in bound.errors])
    return SafeString(hint + draw('<div id="{}_error">{}</div>', bound.auto_id, errors))


def _tally(bound: BoundField, most: object) -> SafeString:
    if not most:
        return _NOTHING
    return draw(
        '<span class="tally js-only" data-tally="{}" data-max="{}" aria-live="polite"></span>', bound.id_for_label, most
    )
