"""Fields of forms: ids that belong together, and a control that names its hint and its error."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from assay.lib.errors import Refusal


@dataclass(frozen=True, slots=True)
class FieldParts:
    """One field ready for its template. `kind` is control, check, choices or hidden."""

    kind: str
    id: str
    label: str
    hint: str
    hint_id: str
    error_id: str
    errors: list[str]
    optional: bool
    control: SafeString
    choices: list[Any]
    described_by: str


def kind_of(field: BoundField) -> str:
    """Say how a field is laid out: hidden, one check box, a group of choices, or one control under its label."""
    widget = field.field.widget
    if field.is_hidden:
        return "hidden"
    if isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
        return "choices"
    if isinstance(widget, forms.CheckboxInput):
        return "check"
    return "control"


def first_id(field: BoundField) -> str:
    """Name the element an error points to: the control itself, or the first of a group."""
    return (
        f"{field.auto_id}_0" if kind_of(field) == "choices" else field.id_for_label or field.auto_id
    )


def messages(field: BoundField) -> list[str]:
    """A field's errors in words that stand alone in a list: Django's "This field is required" names no field."""
    found = []
    for error in field.errors.as_data():
        if (
            error.code == "required"
            and error.message == forms.Field.default_error_messages["required"]
        ):
            found.append(_missing(field))
        else:
            found += [str(message) for message in error.messages]
    return found


def _missing(field: BoundField) -> str:
    kind, label = kind_of(field), {"label": field.label}
    if kind == "check":
        return _("Tick “%(label)s”") % label
    if kind == "choices" or isinstance(field.field.widget, forms.Select | forms.FileInput):
        return _("Choose an answer for “%(label)s”") % label
    return _("Fill in “%(label)s”") % label


def _asks(field: BoundField) -> bool:
    """True if the form asks for anything at all: where all is optional (filters), marking each is noise."""
    return any(other.required for other in field.form.fields.values())


def _is_needed(field: BoundField) -> bool:
    """True also for one that is needed where another is ticked (`needed_with`, its name): it is no free choice."""
    return field.field.required or bool(getattr(field.field, "needed_with", ""))


def parts(
    field: BoundField, *, label: str = "", hint: str = "", attrs: Mapping[str, str] | None = None
) -> FieldParts:
    """Gather a field's label, hint, errors and control; the control names its hint and error in aria-describedby."""
    kind = kind_of(field)
    hint = hint or str(field.help_text or "")
    hint_id, error_id = f"{field.auto_id}_hint", f"{field.auto_id}_error"
    described = " ".join(([error_id] if field.errors else []) + ([hint_id] if hint else []))
    extra: dict[str, str | bool] = dict(attrs or {})
    if described and kind != "choices":
        extra["aria-describedby"] = described
    return FieldParts(
        kind=kind,
        id=field.id_for_label or field.auto_id,
        label=label or str(field.label),
        hint=hint,
        hint_id=hint_id,
        error_id=error_id,
        errors=messages(field),
        optional=kind != "check" and not _is_needed(field) and _asks(field),
        control=field.as_widget(attrs=extra) if kind != "choices" else SafeString(""),
        choices=list(field.subwidgets) if kind == "choices" else [],
        described_by=described,
    )


def show_refusal(form: forms.BaseForm, refusal: Refusal) -> None:
    """Put what a verb refused where it was typed; what has no field of its own goes to the top."""
    for name, message in refusal.fields.items():
        form.add_error(name if name in form.fields else None, message)
    if not refusal.fields:
        form.add_error(None, refusal.message)


class SelectInLanguage(forms.Select):
    """Options that are rows, each in the language of its author: the row's own, or that of what is open of it.

    Where options are read as values and titles, `languages` says which value is in which language.
    """

    languages: Mapping[str, str] = MappingProxyType({})

    def create_option(self, name: str, value: Any, *rest: Any, **named: Any) -> dict[str, Any]:
        option = super().create_option(name, value, *rest, **named)
        row = getattr(value, "instance", None)
        language = (
            getattr(row, "language", None)
            or getattr(getattr(row, "current", None), "language", "")
            or self.languages.get(str(value), "")
        )
        if language:
            option["attrs"]["lang"] = language
        return option
