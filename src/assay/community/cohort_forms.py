"""Forms of cohorts: convening one, setting a day, and what a member chooses."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from assay.catalog.models import MicroCredential, Stack, Version
from assay.community.models import CohortDayKind, CohortKind
from assay.people.models import Organization
from assay.program.models import StrategicGoal
from assay.ui.author_words import said_in
from assay.ui.fields import SelectInLanguage

_DAY = _("Write a day, such as 2027-01-05.")
_TIME = _("Write a time, such as 15:30.")


def _day_field(label: Any, help_text: Any = "", *, required: bool = False) -> forms.DateField:
    return forms.DateField(
        label=label,
        help_text=help_text,
        required=required,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _DAY, "required": _DAY},
    )


class _Among(forms.ModelMultipleChoiceField[MicroCredential]):
    """Only what is listed: a number that no row could have is no reason to ask the database."""

    def clean(self, value: Any) -> Any:
        listed = {str(pk) for pk, _title in list(self.widget.choices)}
        if isinstance(value, (list, tuple)) and not {str(one) for one in value} <= listed:
            raise ValidationError(self.error_messages["invalid_choice"], code="invalid_choice")
        return super().clean(value)


class CohortForm(forms.Form):
    """What a group is called and for, and what it takes up."""

    place = forms.ModelChoiceField(
        label=_("Which place"),
        help_text=_("Everyone who belongs there can join. A PLC is of one school."),
        queryset=Organization.objects.none(),
        empty_label=None,
        error_messages={"invalid_choice": _("Choose one of these.")},
    )
    kind = forms.ChoiceField(
        label=_("Kind"),
        choices=CohortKind.choices,
        widget=forms.RadioSelect,
        initial=CohortKind.COHORT,
        error_messages={
            "required": _("Choose what kind of group it is."),
            "invalid_choice": _("Choose what kind of group it is."),
        },
    )
    name = forms.CharField(
        label=_("Name"),
        max_length=120,
        error_messages={"required": _("Give the group a name.")},
    )
    purpose = forms.CharField(
        label=_("What you want to reach together"),
        help_text=_("For example: more students explain their thinking, in every grade."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=500,
        error_messages={"required": _("Say in a sentence what you want to reach together.")},
    )
    micro_credentials = _Among(
        label=_("Micro-credentials"),
        queryset=MicroCredential.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        error_messages={
            "invalid_choice": _("Choose among these."),
            "invalid_pk_value": _("Choose among these."),
        },
    )
    stack = forms.ModelChoiceField(
        label=_("Or a stack"),
        queryset=Stack.objects.none(),
        widget=SelectInLanguage,
        required=False,
        empty_label=_("None"),
    )
    strategic_goal = forms.ModelChoiceField(
        label=_("Strategic goal it serves"),
        queryset=StrategicGoal.objects.none(),
        required=False,
        empty_label=_("None in particular"),
    )
    first_on = _day_field(_("From about"))
    until_on = _day_field(_("Until about"), _("Nothing locks or ends on this day."))

    def __init__(
        self,
        *args: Any,
        places: Any,
        goals: Any,
        stacks: Any,
        is_new: bool,
        plc_only: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].queryset = places  # type: ignore[attr-defined]
        self.fields["strategic_goal"].queryset = goals  # type: ignore[attr-defined]
        self.fields["stack"].queryset = stacks  # type: ignore[attr-defined]
        field = self.fields["micro_credentials"]
        assert isinstance(field, forms.ModelMultipleChoiceField)
        startable = Version.objects.open_to_starts().order_by("title", "pk")
        titles = startable.values_list("micro_credential", "title", "language")
        field.queryset = MicroCredential.objects.single()
        field.choices = [(pk, said_in(title, language)) for pk, title, language in titles]
        if plc_only:
            self.fields["kind"].choices = [(CohortKind.PLC.value, CohortKind.PLC.label)]  # type: ignore[attr-defined]
            self.fields["kind"].initial = CohortKind.PLC
        if not is_new:
            del self.fields["place"], self.fields["kind"]


class CohortDayForm(forms.Form):
    kind = forms.ChoiceField(
        label=_("What it is"),
        choices=CohortDayKind.choices,
        initial=CohortDayKind.DROP_IN,
        error_messages={"required": _("Choose one."), "invalid_choice": _("Choose one.")},
    )
    day = _day_field(_("Day"), required=True)
    time = forms.TimeField(
        label=_("Time"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={"invalid": _TIME},
    )
    place = forms.CharField(label=_("Where"), max_length=120, required=False)
    link = forms.CharField(label=_("Or an address online"), max_length=400, required=False)
    words = forms.CharField(label=_("In a few words"), max_length=300, required=False)


class MemberForm(forms.Form):
    """What a member says of themselves; nothing is ticked beforehand."""

    tells_steps = forms.BooleanField(
        label=_("Count my steps in what the group has done"),
        help_text=_("As a number only, never my name, and never what I have not done."),
        required=False,
    )
    wants_nudges = forms.BooleanField(
        label=_("Tell me by e-mail what the group does"),
        help_text=_("Once a week at most, and not on days when school is closed."),
        required=False,
    )
