"""What is recorded of a decision that one micro-credential counts as another."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from assay.catalog.actions.equating import MOST_CHARACTERS
from assay.catalog.authoring.retirement_forms import OpenChoice
from assay.catalog.models import Kind, MicroCredential
from assay.people.models import Organization


class Equating(forms.Form):
    source = OpenChoice(
        MicroCredential.objects.none(),
        label=_("A badge of"),
        empty_label=_("Choose one"),
        error_messages={"required": _("Choose a micro-credential.")},
    )
    target = OpenChoice(
        MicroCredential.objects.none(),
        label=_("counts as one of"),
        empty_label=_("Choose one"),
        error_messages={"required": _("Choose a micro-credential.")},
    )
    both_ways = forms.BooleanField(label=_("And the other way around"), required=False)
    first_on = forms.DateField(
        label=_("First day"),
        required=False,
        help_text=_("Leave empty for today."),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
    reason = forms.CharField(
        label=_("Why"),
        max_length=MOST_CHARACTERS,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Everyone reads this on both pages."),
        error_messages={"required": _("Say why. Everyone reads it.")},
    )
    in_favor = forms.IntegerField(label=_("Votes for"), min_value=0, max_value=200, required=False)
    against = forms.IntegerField(
        label=_("Votes against"), min_value=0, max_value=200, required=False
    )
    dissent = forms.CharField(
        label=_("Dissent, if any"),
        max_length=MOST_CHARACTERS,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Shown beside the reason, without a name."),
    )

    def __init__(self, data: Any = None, *, programs: list[Organization], sits: bool) -> None:
        super().__init__(data)
        open_now = MicroCredential.objects.filter(current__isnull=False, kind=Kind.MICRO_CREDENTIAL)
        open_now = open_now.select_related("current").defer("current__data")
        open_now = open_now.order_by("current__title", "pk")
        own = open_now.under([program.path for program in programs])
        for name, rows in (("source", open_now), ("target", own)):
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset = rows
        if not sits:
            del self.fields["in_favor"], self.fields["against"], self.fields["dissent"]
