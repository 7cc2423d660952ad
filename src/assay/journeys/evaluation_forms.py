"""What an evaluator proposes, and what a learner answers."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from assay.journeys.actions.evaluations import ANSWERS
from assay.journeys.actions.goals import MAX_CHARACTERS
from assay.journeys.models import ProposalState


def _words(label: Any, help_text: Any = "", required: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        widget=forms.Textarea(attrs={"rows": 2, "maxlength": MAX_CHARACTERS}),
        max_length=MAX_CHARACTERS,
        required=bool(required),
        error_messages={"required": required},
    )


class ProposalForm(forms.Form):
    """A goal in a sentence, and why."""

    text = _words(_("The goal, in a sentence"), "", _("Write the goal in a sentence."))
    reason = _words(_("Why"), _("What you have seen that speaks for it. Only they read it."))


class AnswerForm(forms.Form):
    """Yes, yes in other words, or no; and what the evaluator is told beside that."""

    answer = forms.ChoiceField(
        label=_("Your answer"),
        choices=[
            (ProposalState.ACCEPTED, _("Accept it as it is")),
            (ProposalState.CHANGED, _("Accept it in my own words")),
            (ProposalState.DECLINED, _("Decline it")),
        ],
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose an answer."),
            "invalid_choice": _("Choose an answer."),
        },
    )
    text = _words(_("My own words"), _("Only where you accept it in your own words."))
    share = forms.BooleanField(
        label=_("Show my wording to who proposed it"),
        help_text=_("Without this they read only that you accepted it in other words."),
        required=False,
    )
    words = _words(_("A word to who proposed it"), _("They read this."))

    def clean_answer(self) -> ProposalState:
        return next(state for state in ANSWERS if state == self.cleaned_data["answer"])
