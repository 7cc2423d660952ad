"""Forms of a pairing’s page: the cycle’s goal, a meeting, its log."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from assay.coaching.actions.cycles import MAX_CHARACTERS
from assay.coaching.models import CycleStep, Pairing

_DAY = _("Write a day, such as 2027-01-05.")


class StepField(forms.TypedChoiceField):
    """One of the six steps of a cycle, or none."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            label=_("Step of the cycle"),
            choices=[("", _("None in particular")), *CycleStep.choices],
            coerce=int,
            empty_value=None,
            required=False,
            **kwargs,
        )


class CycleForm(forms.Form):
    goal = forms.CharField(
        label=_("The goal, in terms of students"),
        help_text=_("For example: more students finish the thought they begin."),
        max_length=MAX_CHARACTERS,
        error_messages={"required": _("Write the goal in a sentence.")},
    )
    evidence = forms.CharField(
        label=_("What will show it"),
        help_text=_("What both of you will look at, once you agree on it."),
        max_length=MAX_CHARACTERS,
        required=False,
    )


class MeetingForm(forms.Form):
    day = forms.DateField(
        label=_("Day"),
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"invalid": _DAY, "required": _DAY},
    )
    time = forms.TimeField(
        label=_("Time"),
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={
            "invalid": _("Write a time, such as 15:30."),
            "required": _("Write a time, such as 15:30."),
        },
    )
    place = forms.CharField(label=_("Where"), max_length=120, required=False)
    topic = forms.CharField(label=_("Topic"), max_length=200, required=False)
    step = StepField()


class LogForm(forms.Form):
    held_on = forms.DateField(
        label=_("Day"),
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"invalid": _DAY, "required": _DAY},
    )
    step = StepField()
    topic = forms.CharField(
        label=_("Topic"),
        max_length=200,
        error_messages={"required": _("Say in a few words what it was about.")},
    )
    next_step = forms.CharField(
        label=_("Next step"),
        help_text=_("Who does what, by when."),
        max_length=300,
        required=False,
    )
    is_talk = forms.BooleanField(
        label=_("This was the talk that a next attempt waits for"), required=False
    )


class DeskLogForm(LogForm):
    """The same on the desk, where it asks with whom."""

    pairing = forms.ChoiceField(
        label=_("With"),
        error_messages={
            "required": _("Choose one of your learners."),
            "invalid_choice": _("Choose one of your learners."),
        },
    )
    field_order = ("pairing", "held_on", "step", "topic", "next_step", "is_talk")

    def __init__(self, *args: Any, pairings: Sequence[Pairing], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._pairings = {str(pairing.pk): pairing for pairing in pairings}
        field = self.fields["pairing"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(key, row.learner.display_name) for key, row in self._pairings.items()]

    def clean_pairing(self) -> Pairing:
        return self._pairings[self.cleaned_data["pairing"]]
