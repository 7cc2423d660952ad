"""Words to colleagues: before they are sent, what looks like a name of a student is shown once more."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from assay.catalog.models import Version
from assay.evidence.identifying_words import look, vocabulary


class WordsForm(forms.Form):
    """What one writes. `seen`: the words that were shown as possible names already, so that a second press sends."""

    text = forms.CharField(
        label=_("Your message"), widget=forms.Textarea(attrs={"rows": 5}), max_length=3000
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, label: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if label:
            self.fields["text"].label = label

    def names(self, about: Version | None) -> list[str]:
        """The words that may give a student away and were not shown yet; then they are marked as shown.

        A guess that helps to look, and no proof: it never holds back what is sent a second time.
        """
        known = vocabulary(about.content.data) if about is not None else frozenset()
        typed = " ".join(
            str(self.cleaned_data.get(name, "")) for name in self.fields if name != "seen"
        )
        shown = set(self.cleaned_data.get("seen", "").split("|"))
        marked = look(typed, known=known).marked
        fresh = [word for word in marked if word not in shown]
        if fresh:
            self.data = {
                **{name: self.data.get(name) for name in self.data},
                "seen": "|".join(marked),
            }
        return fresh
