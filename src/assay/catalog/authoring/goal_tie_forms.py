"""What is chosen where a strategic goal is tied to what serves it."""

from typing import Any

from django import forms
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from assay.catalog.actions.goal_ties import MOST_CHARACTERS
from assay.catalog.authoring.retirement_forms import OpenChoice
from assay.catalog.models import Alignment, Kind, MicroCredential
from assay.frameworks.models import Competency
from assay.ui.fields import SelectInLanguage

NO_DAY = _("Write a day, such as 2027-01-05.")


class GoalTieForm(forms.Form):
    """A micro-credential or a competency, one of the two; why, and from when."""

    micro_credential = OpenChoice(
        MicroCredential.objects.none(),
        label=_("Micro-credential"),
        empty_label=_("None: a competency"),
        required=False,
    )
    competency = forms.ModelChoiceField(
        Competency.objects.none(),
        label=_("Or a competency"),
        help_text=_("Then every micro-credential aligned to it serves the goal."),
        empty_label=_("None: a micro-credential"),
        widget=SelectInLanguage,
        required=False,
    )
    reason = forms.CharField(
        label=_("Why"),
        help_text=_("One sentence. Learners read it."),
        widget=forms.Textarea(attrs={"rows": 2, "maxlength": MOST_CHARACTERS}),
        max_length=MOST_CHARACTERS,
        error_messages={"required": _("Say why, in a sentence. Learners read it.")},
    )
    first_on = forms.DateField(
        label=_("First day"),
        required=False,
        help_text=_("Leave empty for today."),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"invalid": NO_DAY},
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        rows = MicroCredential.objects.filter(current__isnull=False, kind=Kind.MICRO_CREDENTIAL)
        rows = rows.select_related("current").defer("current__data")
        _rows(self, "micro_credential", rows.order_by("current__title", "pk"))
        aligned = Alignment.objects.filter(
            version__micro_credential__current=F("version"), competency__isnull=False
        )
        competencies = Competency.objects.filter(pk__in=aligned.values("competency"))
        _rows(self, "competency", competencies.order_by("framework", "order"))

    @property
    def subject(self) -> MicroCredential | Competency | None:
        """The one that was chosen; None for neither, and for both."""
        sent = self.cleaned_data
        chosen = [one for one in (sent["micro_credential"], sent["competency"]) if one]
        return chosen[0] if len(chosen) == 1 else None


def _rows(form: forms.Form, name: str, rows: Any) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ModelChoiceField)
    field.queryset = rows
