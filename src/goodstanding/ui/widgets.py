"""The widgets of forms, drawn in code: the markup of Django's own widget templates at a tenth of their cost (ADR 187).

A widget that is not in the table is drawn by its template. `tests/ui/test_widgets.py` holds both drawings of every widget of
the product against each other.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.forms.renderers import DjangoTemplates
from django.http import HttpRequest
from django.utils.safestring import SafeString

from goodstanding.ui.markup import safe

Widget = Mapping[str, Any]  # Any: what a widget says of itself, values of every kind


class DrawnInCode(DjangoTemplates):
    """The renderer of every form."""

    def render(self, template_name: str, context: dict[str, Any], request: HttpRequest | None = None) -> str:
        """The markup of a widget, or of whatever else a form has a template for."""
        draw = _DRAWN.get(template_name)
        return SafeString(draw(context["widget"])) if draw else super().render(template_name, context, request)


def _attrs(widget: Widget) -> str:
    said = ""
    for name, value in widget["attrs"].items():
        if value is True:
            said += f" {safe(name)}"
        elif value is not False:
            said += f' {safe(name)}="{safe(value)}"'
    return said


def _input(widget: Widget) -> str:
    value = widget["value"]
    said = "" if value is None else f' value="{safe(value)}"'
    return f'<input type="{safe(widget["type"])}" name="{safe(widget["name"])}"{said}{_attrs(widget)}>'


def _textarea(widget: Widget) -> str:
    return f'<textarea name="{safe(widget["name"])}"{_attrs(widget)}>\n{safe(widget["value"] or "")}</textarea>'


def _select(widget: Widget) -> str:
    groups = ""
    for name, options, _index in widget["optgroups"]:
        drawn = "".join([f"\n  {_any(option)}" for option in options])
        groups += f'\n  <optgroup label="{safe(name)}">{drawn}\n  </optgroup>' if name else drawn
    return f'<select name="{safe(widget["name"])}"{_attrs(widget)}>{groups}\n</select>'


def _select_option(widget: Widget) -> str:
    return f'<option value="{safe(widget["value"])}"{_attrs(widget)}>{safe(widget["label"])}</option>'


def _inputs(widget: Widget) -> str:
    """Radio buttons or check boxes, each in its row."""
    attrs, groups = widget["attrs"], ""
    for name, options, _index in widget["optgroups"]:
        drawn = "".join([f"<div>\n    {_any(option)}</div>" for option in options])
        groups += f"\n  <div><label>{safe(name)}</label>{drawn}\n  </div>" if name else drawn
    named = f' id="{safe(attrs["id"])}"' if attrs.get("id") else ""
    classed = f' class="{safe(attrs["class"])}"' if attrs.get("class") else ""
    return f"<div{named}{classed}>{groups}\n</div>"


def _input_option(widget: Widget) -> str:
    if not widget.get("wrap_label"):
        return _input(widget)
    named = f' for="{safe(widget["attrs"]["id"])}"' if widget["attrs"].get("id") else ""
    return f"<label{named}>{_input(widget)} {safe(widget['label'])}</label>"


def _any(option: Widget) -> str:
    draw = _DRAWN.get(option["template_name"])
    return draw(option) if draw else DrawnInCode().render(option["template_name"], {"widget": option})


_INPUTS = ("text", "number", "email", "url", "password", "hidden", "date", "datetime", "time", "checkbox", "file")
_DRAWN: dict[str, Callable[[Widget], str]] = {
    f"django/forms/widgets/{name}.html": draw
    for name, draw in (
        *((name, _input) for name in (*_INPUTS, "tel", "search", "color")),
        ("textarea", _textarea),
        ("select", _select),
        ("select_option", _select_option),
        ("radio", _inputs),
        ("checkbox_select", _inputs),
        ("radio_option", _input_option),
        ("checkbox_option", _input_option),
    )
}
