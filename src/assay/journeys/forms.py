"""Forms for goals, plan and ratings."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db.models import Model, QuerySet
from django.utils.translation import gettext_lazy as _

from assay.frameworks.models import Competency
from assay.journeys.actions.goals import MAX_CHARACTERS
from assay.journeys.models import Goal, GoalSource
from assay.program.models import StrategicGoal


@dataclass(frozen=True, slots=True)
class Choices:
    """Rows to choose from: as they were read, to be shown; and as they are asked for, to find the one that is sent."""

    read: Sequence[Model]
    queryset: Callable[[], QuerySet[Any]]


def _offer(form: forms.Form, name: str, rows: Choices) -> None:
    """Let a field offer rows that were read already; what is sent is looked up among them."""
    field = form.fields[name]
    assert isinstance(field, forms.ModelChoiceField)
    if form.is_bound:
        field.queryset = rows.queryset()
    field.choices = [("", field.empty_label or ""), *((row.pk, str(row)) for row in rows.read)]


class GoalForm(forms.Form):
    """A goal in one's own words; where it comes from decides what else is asked."""

    text = forms.CharField(
        label=_("Your goal, in a sentence"),
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=MAX_CHARACTERS,
        help_text=_("For example: more of my students explain their thinking."),
        error_messages={"required": _("Write your goal in a sentence.")},
    )
    source = forms.ChoiceField(
        label=_("Where it comes from"),
        choices=GoalSource.choices,
        widget=forms.RadioSelect,
        initial=GoalSource.OWN,
    )
    strategic_goal = forms.ModelChoiceField(
        label=_("Which goal of the school or district"),
        queryset=StrategicGoal.objects.none(),
        required=False,
        empty_label=_("None of these"),
        help_text=_("Only for a goal of your school or district."),
    )
    consent = forms.BooleanField(
        label=_(
            "I want to keep this goal from my evaluation here. It is my choice, and no "
            "one else sees it."
        ),
        required=False,
    )
    competency = forms.ModelChoiceField(
        label=_("Competency it is about"),
        queryset=Competency.objects.none(),
        required=False,
        empty_label=_("None yet"),
        help_text=_("With one chosen, we can suggest what helps."),
    )

    def __init__(
        self, *args: Any, competencies: Choices, strategic_goals: Choices, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        _offer(self, "competency", competencies)
        _offer(self, "strategic_goal", strategic_goals)


class ChangeGoalForm(forms.Form):
    text = forms.CharField(
        label=_("Your goal, in a sentence"),
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=MAX_CHARACTERS,
        error_messages={"required": _("Write your goal in a sentence.")},
    )
    competency = forms.ModelChoiceField(
        label=_("Competency it is about"),
        queryset=Competency.objects.none(),
        required=False,
        empty_label=_("None yet"),
    )

    def __init__(self, *args: Any, competencies: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self, "competency", competencies)


class PlanForm(forms.Form):
    """For which goal, and by when; both optional."""

    goal = forms.ModelChoiceField(
        label=_("For which goal"),
        queryset=Goal.objects.none(),
        required=False,
        empty_label=_("No goal in particular"),
    )
    target_on = forms.DateField(
        label=_("By when"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("A day you set yourself. Nothing happens when it passes."),
        error_messages={"invalid": _("Enter a day such as 2026-12-08.")},
    )

    def __init__(self, *args: Any, goals: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["goal"].queryset = goals  # type: ignore[attr-defined]
