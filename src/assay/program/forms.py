"""The shape of what is typed on the pages of the program's rules; that of a policy comes from its own description."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from assay.lib.clock import today
from assay.people.models import Organization, Person
from assay.program import policy
from assay.program.actions import checklist, goals, policies
from assay.program.policy_fields import UNITS, choices_of, default_of, figure_of, out_of_bounds
from assay.program.timeline import INHERITED

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
NO_DAY = _("Write a day, such as 2027-01-05.")


class FigureForm(forms.Form):
    """A new value for one figure, from when, and why. A program's own value can be ended instead."""

    own = forms.ChoiceField(label=_("Whose value"), widget=forms.RadioSelect)

    effective_from = forms.DateField(
        label=_("In force from"),
        help_text=_("Today or a later day."),
        widget=DAY,
        error_messages={"required": NO_DAY, "invalid": NO_DAY},
    )
    reason = forms.CharField(
        label=_("Why"),
        help_text=_("Everyone who reads the rules reads this."),
        widget=forms.Textarea(attrs={"rows": 3, "maxlength": policies.MOST_LETTERS}),
        max_length=policies.MOST_LETTERS,
        error_messages={"required": _("Say why. Everyone who reads the rules reads this.")},
    )
    decision = forms.CharField(
        label=_("Decision of the committee"),
        help_text=_("When and how. For example: December 10, by consensus."),
        max_length=200,
        error_messages={"required": _("Say when and how the committee decided this.")},
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)
    field_order = ("own", "value", "effective_from", "reason", "decision", "seen")

    def __init__(
        self,
        *args: Any,
        kind: str,
        name: str,
        decides: bool,
        inherited: str | None = None,
        **kwargs: Any,
    ) -> None:
        """`inherited`: what a program would have without a value of its own, where it has one."""
        super().__init__(*args, **kwargs)
        self.kind, self.name = kind, name
        self.fields["value"] = _field(kind, name)
        if inherited is None:
            del self.fields["own"]
        else:
            self._offer_to_inherit(inherited)
        if not decides:
            del self.fields["decision"]
        self.order_fields(self.field_order)
        self.fields["effective_from"].initial = today

    def _offer_to_inherit(self, inherited: str) -> None:
        again = _("Inherit again: %(value)s") % {"value": inherited}
        field = self.fields["own"]
        field.initial = "own"
        if isinstance(field, forms.ChoiceField):
            field.choices = (("own", _("A value of its own")), ("inherit", again))
        if self.data.get("own") == "inherit":
            self.fields["value"].required = False

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("own") == "inherit":
            self.errors.pop("value", None)
            cleaned["value"] = INHERITED
        return cleaned

    def clean_value(self) -> Any:
        value = self.cleaned_data["value"]
        if isinstance(default_of(self.kind, self.name), tuple) and isinstance(value, str):
            value = [line.strip() for line in value.splitlines() if line.strip()]
        if wrong := out_of_bounds(self.kind, self.name, value):
            raise forms.ValidationError(wrong)
        return value


def _field(kind: str, name: str) -> forms.Field:
    figure, default = figure_of(kind, name), default_of(kind, name)
    if figure is None:
        raise LookupError(f"{kind}.{name}")
    label, choices = _("New value"), list(choices_of(kind, name).items())
    if isinstance(default, bool):
        return forms.TypedChoiceField(
            label=label,
            choices=(("yes", _("Yes")), ("no", _("No"))),
            coerce=lambda said: said == "yes",
            widget=forms.RadioSelect,
        )
    if isinstance(default, int):
        bounds = _("Write a whole number from %(least)s to %(most)s.") % {
            "least": figure.least,
            "most": figure.most,
        }
        wrong = dict.fromkeys(("required", "invalid", "min_value", "max_value"), bounds)
        return forms.IntegerField(
            label=label,
            help_text=str(UNITS[figure.unit][1]),
            min_value=figure.least,
            max_value=figure.most,
            widget=forms.TextInput(attrs={"inputmode": "numeric"}),
            error_messages=wrong,
        )
    if isinstance(default, tuple):
        return _list_field(label, choices, figure.least > 0, figure.example)
    return forms.ChoiceField(label=label, choices=choices, widget=forms.RadioSelect)


def _list_field(label: Any, choices: list[Any], required: bool, example: str) -> forms.Field:
    if choices or not example:
        return forms.MultipleChoiceField(
            label=label,
            choices=choices,
            widget=forms.CheckboxSelectMultiple,
            required=required,
            error_messages={"required": _("Choose at least one.")},
        )
    return forms.CharField(
        label=label,
        help_text=_("One a line. For example: %(example)s") % {"example": example},
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=2000,
        required=required,
    )


class PeriodForm(forms.Form):
    """Days on which no service level runs."""

    first_on = forms.DateField(
        label=_("First day"),
        widget=DAY,
        error_messages={"required": NO_DAY, "invalid": NO_DAY},
    )
    last_on = forms.DateField(
        label=_("Last day"),
        widget=DAY,
        error_messages={"required": NO_DAY, "invalid": NO_DAY},
    )


class ItemForm(forms.Form):
    """What an item of the standard says."""

    text = forms.CharField(
        label=_("What must be so"),
        help_text=_("One sentence that can be answered with yes or not yet."),
        widget=forms.Textarea(attrs={"rows": 2, "maxlength": checklist.MOST_LETTERS}),
        max_length=checklist.MOST_LETTERS,
        error_messages={"required": _("Say in a sentence what must be so.")},
    )
    required = forms.BooleanField(
        label=_("Nothing is published without it"),
        help_text=_(
            "Unless an exception is on record. What a draft cannot show by itself, the committee asks; where none "
            "sits, authors read it beside the draft."
        ),
        required=False,
        initial=True,
    )


class NewItemForm(ItemForm):
    """The same, and the section it belongs to."""

    section = forms.CharField(
        label=_("Section"),
        help_text=_("One of the sections above, or a new one."),
        max_length=120,
        error_messages={"required": _("Name the section it belongs to.")},
    )
    organization = forms.ModelChoiceField(
        Organization.objects.none(),
        label=_("For micro-credentials of"),
        help_text=_("It is asked there and below."),
        to_field_name="ident",
        required=False,
    )
    field_order = ("organization", "section", "text", "required")

    def __init__(
        self, *args: Any, own: Organization | None, places: Sequence[Organization], **kwargs: Any
    ) -> None:
        """`places`: a program's departments, and itself where the page is `own`; without any there is no choice."""
        super().__init__(*args, **kwargs)
        field = self.fields["organization"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Organization.objects.filter(pk__in=[place.pk for place in places])
        field.required, field.initial = own is not None, own.ident if own else None
        field.empty_label = None if own else str(_("Every department"))
        if len(places) < (1 if own is None else 2):
            del self.fields["organization"]


class GoalForm(forms.Form):
    """A strategic goal in a sentence."""

    title = forms.CharField(
        label=_("Goal"),
        help_text=_("One sentence, in terms of students or schools."),
        max_length=goals.MOST_LETTERS,
        error_messages={"required": _("Say the goal in one sentence.")},
    )
    first_on = forms.DateField(
        label=_("First day"),
        help_text=_("Today, or the day on which a school year begins."),
        widget=DAY,
        required=False,
        error_messages={"invalid": NO_DAY},
    )
    until_on = forms.DateField(
        label=_("Last day"),
        help_text=_("Without one, it holds until it is ended."),
        widget=DAY,
        required=False,
        error_messages={"invalid": NO_DAY},
    )


class NewGoalForm(GoalForm):
    """The same, and whose it is where somebody may set those of several programs or schools."""

    organization = forms.ModelChoiceField(
        label=_("Whose goal"),
        queryset=Organization.objects.none(),
        empty_label=None,
        error_messages={"required": _("Choose whose goal it is.")},
    )
    field_order = ("organization", "title", "first_on", "until_on")

    def __init__(self, *args: Any, by: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field, mine = self.fields["organization"], policy.goals_set_by(by)
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = Organization.objects.filter(pk__in=[place.pk for place in mine])
            field.initial = mine[0].pk if mine else None
            if len(mine) == 1:
                field.widget = forms.HiddenInput()
