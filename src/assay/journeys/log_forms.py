"""The form of the learning log: one field is enough."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from assay.catalog.models import MicroCredential, Version
from assay.frameworks.models import Competency
from assay.journeys.actions.log_entries import MOST
from assay.journeys.forms import Choices
from assay.ui.fields import SelectInLanguage


class EntryForm(forms.Form):
    text = forms.CharField(
        label=_("What did you try, what did you notice?"),
        help_text=_("A line is enough. No student names."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=MOST["text"],
        error_messages={"required": _("Write down what you tried or noticed.")},
    )
    day = forms.DateField(
        label=_("Day"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("Write a day, such as 2027-01-05.")},
    )
    with_whom = forms.CharField(
        label=_("With what or with whose help"), max_length=MOST["with_whom"], required=False
    )
    micro_credential = forms.ModelChoiceField(
        label=_("Micro-credential it may serve"),
        queryset=MicroCredential.objects.none(),
        required=False,
        empty_label=_("None in particular"),
        widget=SelectInLanguage,
    )
    competency = forms.ModelChoiceField(
        label=_("Competency it is about"),
        queryset=Competency.objects.none(),
        required=False,
        empty_label=_("None in particular"),
    )
    link = forms.CharField(label=_("Address online"), max_length=MOST["link"], required=False)

    def __init__(self, *args: Any, competencies: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["micro_credential"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = MicroCredential.objects.single()
        rows = Version.objects.open_to_starts().order_by("title", "pk")
        titles = list(rows.values_list("micro_credential", "title", "language"))
        field.choices = [("", field.empty_label or ""), *((pk, title) for pk, title, _in in titles)]
        assert isinstance(field.widget, SelectInLanguage)
        field.widget.languages = {str(pk): language for pk, _title, language in titles}
        other = self.fields["competency"]
        assert isinstance(other, forms.ModelChoiceField)
        if self.is_bound:
            other.queryset = competencies.queryset()
        other.choices = [
            ("", other.empty_label or ""),
            *((row.pk, str(row)) for row in competencies.read),
        ]
