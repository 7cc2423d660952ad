"""Controls of forms, written as Django writes them and without a template for each option: a list has two hundred."""

from collections.abc import Mapping
from typing import Any

from django.forms.renderers import DjangoTemplates
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

_KINDS = (
    *("input", "text", "number", "email", "url", "hidden", "password", "date"),
    *("checkbox", "radio_option", "checkbox_option"),
)
_INPUTS = frozenset(f"django/forms/widgets/{kind}.html" for kind in _KINDS)
_SELECT, _TEXTAREA = "django/forms/widgets/select.html", "django/forms/widgets/textarea.html"


class Quick(DjangoTemplates):
    """Django's renderer, but for lists to choose from, plain inputs and areas of text."""

    def render(self, template_name: str, context: Any, request: Any = None) -> SafeString:
        widget = context.get("widget")
        if template_name == _SELECT:
            return mark_safe(_select(widget))  # noqa: S308 (everything in it is escaped)
        if template_name == _TEXTAREA:
            return mark_safe(_textarea(widget))  # noqa: S308 (everything in it is escaped)
        if template_name in _INPUTS and not widget.get("wrap_label"):
            return mark_safe(_input(widget))  # noqa: S308 (everything in it is escaped)
        return SafeString(super().render(template_name, context, request))


def _select(widget: Mapping[str, Any]) -> str:
    lines = [f'<select name="{escape(widget["name"])}"{_attributes(widget)}>']
    for name, options, _index in widget["optgroups"]:
        if name:
            lines.append(f'  <optgroup label="{escape(name)}">')
        lines += [
            f'  <option value="{escape(str(option["value"]))}"{_attributes(option)}>'
            f"{escape(option['label'])}</option>"
            for option in options
        ]
        if name:
            lines.append("  </optgroup>")
    return "\n".join([*lines, "</select>"])


def _textarea(widget: Mapping[str, Any]) -> str:
    name, value = escape(widget["name"]), escape(widget["value"] or "")
    return f'<textarea name="{name}"{_attributes(widget)}>\n{value}</textarea>'


def _input(widget: Mapping[str, Any]) -> str:
    value = widget["value"]
    said = "" if value is None else f' value="{escape(str(value))}"'
    return (
        f'<input type="{escape(widget["type"])}" name="{escape(widget["name"])}"{said}'
        f"{_attributes(widget)}>"
    )


def _attributes(widget: Mapping[str, Any]) -> str:
    """What is False is left out, what is True stands by its name alone."""
    return "".join(
        f" {escape(name)}" if value is True else f' {escape(name)}="{escape(str(value))}"'
        for name, value in widget["attrs"].items()
        if value is not False
    )
