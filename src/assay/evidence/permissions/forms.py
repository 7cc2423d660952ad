"""The shape of what a learner types of a class and of forms that came back."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from assay.evidence.forms import Figure
from assay.evidence.models import PermissionRegister, Scope, school_year_of, year_said
from assay.lib.clock import today


def _day(label: Any, **more: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, **more)


class RegisterForm(forms.Form):
    """A class; its year is chosen once."""

    name = forms.CharField(
        label=_("Class"),
        max_length=60,
        help_text=_("As you call it, such as “Period 3, biology”. No name of a student."),
        error_messages={"required": _("Say which class it is.")},
    )
    students = Figure(label=_("Students in the class"), min_value=1, max_value=500)
    school_year = forms.TypedChoiceField(label=_("School year"), coerce=int)

    def __init__(
        self, *args: Any, register: PermissionRegister | None = None, **kwargs: Any
    ) -> None:
        if register is not None:
            kwargs["initial"] = {"name": register.name, "students": register.students}
        super().__init__(*args, **kwargs)
        if register is not None:
            del self.fields["school_year"]
            return
        year = school_year_of(today())
        field = self.fields["school_year"]
        field.choices = [(n, year_said(n)) for n in (year - 1, year, year + 1)]  # type: ignore[attr-defined]
        field.initial = year


class FormsForm(forms.Form):
    """Signed forms that came back on one day."""

    scope = forms.ChoiceField(label=_("What they allow"), choices=Scope.choices)
    forms = Figure(label=_("How many forms"), min_value=1, max_value=500)
    received_on = _day(_("They came back on"), initial=today)
    expires_on = _day(
        _("They hold until"),
        required=False,
        help_text=_("The last day named on the form. Leave it empty if there is none."),
    )


class PrintForm(forms.Form):
    """What a printed form asks for, in which languages."""

    language = forms.MultipleChoiceField(
        label=_("Languages"), widget=forms.CheckboxSelectMultiple, required=False
    )
    scope = forms.ChoiceField(
        label=_("What you ask for"),
        choices=(
            (Scope.ASSESSMENT, _("The assessment alone")),
            (Scope.TRAINING, _("Also the training of assessors")),
            (Scope.PUBLIC, _("Also showing it to the public")),
        ),
        required=False,
    )
    until = _day(_("It holds until"), required=False)

    def __init__(self, *args: Any, languages: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"].choices = languages  # type: ignore[attr-defined]

    @property
    def chosen(self) -> dict[str, Any]:
        """What was chosen, and nothing where it cannot be."""
        self.full_clean()
        return dict(self.cleaned_data)


def last_day(chosen: dict[str, Any], otherwise: date) -> date:
    day = chosen.get("until")
    return day if isinstance(day, date) else otherwise
