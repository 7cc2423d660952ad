"""Forms of exemplars: what a learner shows and how, and what a privacy officer says to it."""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy as _

from assay.coaching.forms import MomentField, SelectOfAuthor
from assay.community.actions.exemplars import (
    MAX_TITLE,
    MAX_WORDS,
    ChosenPiece,
    Terms,
    statement,
)
from assay.community.exemplar_pieces import Choice
from assay.community.models import Audience, License, Ownership

_TIME = {"placeholder": "1:20", "inputmode": "numeric"}


class Row(NamedTuple):
    """One piece on the page: what it is, and its fields; None for those that it does not have."""

    choice: Choice
    show: BoundField | None
    criterion: BoundField | None
    passage: BoundField | None
    begin: BoundField | None
    end: BoundField | None


class ShowForm(forms.Form):
    """Which pieces, beside which criteria; who may see them, under which name and terms."""

    title = forms.CharField(
        label=_("What is it an example of?"),
        help_text=_("In a few words, such as: two pauses that let more students speak."),
        max_length=MAX_TITLE,
    )
    audience = forms.ChoiceField(
        label=_("Who may see it?"),
        choices=Audience.choices,
        widget=forms.RadioSelect,
        initial=Audience.PROGRAM,
    )
    named = forms.BooleanField(
        label=_("Show my name with it"),
        help_text=_("Without it the example says that a colleague made it."),
        required=False,
    )
    ownership = forms.ChoiceField(
        label=_("Who owns it?"),
        help_text=_("Plans made for work often belong to the employer. Ask if you do not know."),
        choices=Ownership.choices,
        widget=forms.RadioSelect,
        initial=Ownership.LEARNER,
    )
    license = forms.ChoiceField(
        label=_("What may others do with it?"),
        choices=License.choices,
        widget=forms.RadioSelect,
        initial=License.RESERVED,
    )
    confirmed = forms.BooleanField(label="", required=False)

    def __init__(
        self, *args: Any, choices: Sequence[Choice], language: str = "", **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self._choices = choices
        self.fields["confirmed"].label = statement()
        for choice in choices:
            if not choice.for_nobody:
                self._add(choice, language)

    def _add(self, choice: Choice, language: str) -> None:
        key = choice.key
        self.fields[f"piece-{key}"] = forms.BooleanField(label=_("Show this piece"), required=False)
        select = SelectOfAuthor()
        select.language = language
        self.fields[f"criterion-{key}"] = forms.ChoiceField(
            label=_("Which criterion does it show?"),
            choices=[(c.id, c.title) for c in choice.criteria],
            widget=select,
            required=False,
        )
        # A piece that is shown stands beside its criterion.
        self.fields[f"criterion-{key}"].needed_with = f"piece-{key}"  # type: ignore[attr-defined]
        if choice.response is not None:
            self.fields[f"passage-{key}"] = forms.CharField(
                label=_("Only this passage"),
                help_text=_("Copied word for word. Leave it empty to show the whole answer."),
                widget=forms.Textarea(attrs={"rows": 3}),
                required=False,
            )
        if choice.is_recording:
            for name, label in (("from", _("From")), ("to", _("To"))):
                self.fields[f"{name}-{key}"] = MomentField(
                    label=label, widget=forms.TextInput(attrs=_TIME), required=False
                )

    def rows(self) -> Iterator[Row]:
        for choice in self._choices:
            names = (
                f"{name}-{choice.key}" for name in ("piece", "criterion", "passage", "from", "to")
            )
            yield Row(choice, *(self[name] if name in self.fields else None for name in names))

    def chosen(self) -> list[ChosenPiece]:
        """What was ticked, in the order of the page. Once it is valid."""
        said = self.cleaned_data
        return [
            ChosenPiece(
                key=choice.key,
                criterion=said.get(f"criterion-{choice.key}", ""),
                passage=said.get(f"passage-{choice.key}", ""),
                from_seconds=said.get(f"from-{choice.key}"),
                to_seconds=said.get(f"to-{choice.key}"),
            )
            for choice in self._choices
            if said.get(f"piece-{choice.key}")
        ]

    def terms(self) -> Terms:
        said = self.cleaned_data
        names = ("title", "audience", "named", "ownership", "license")
        return Terms(**{name: said[name] for name in names})


class ApproveForm(forms.Form):
    """From when until when it is shown."""

    starts_on = forms.DateField(
        label=_("Shown from"),
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"invalid": _("Write a day, such as 2027-01-05.")},
    )
    ends_on = forms.DateField(
        label=_("Last day"),
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"invalid": _("Write a day, such as 2027-01-05.")},
    )


class WordsForm(forms.Form):
    """Why not, or why no more, in words that its learner reads."""

    words = forms.CharField(
        label=_("Why, in a sentence its learner reads"),
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=MAX_WORDS,
        required=False,
    )
