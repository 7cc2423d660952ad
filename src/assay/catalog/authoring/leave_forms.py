"""What is asked of an issuer, and the days of its answer."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from assay.catalog import policy
from assay.catalog.actions.leaves import MOST_CHARACTERS
from assay.catalog.models import MicroCredential, Version
from assay.people.models import Organization, Person


class MicroCredentialChoice(forms.ModelChoiceField[MicroCredential]):
    """A micro-credential by the title of its latest version."""

    def label_from_instance(self, obj: Any) -> str:
        latest: Version = obj.versions.order_by("-pk").only("title").latest("pk")
        return latest.title


class AskLeave(forms.Form):
    issuer = forms.ModelChoiceField(
        Organization.objects.none(),
        label=_("In whose name"),
        empty_label=_("Choose one"),
        error_messages={"required": _("Choose an issuer.")},
    )
    organization = forms.ModelChoiceField(
        Organization.objects.none(), label=_("For"), empty_label=None
    )
    micro_credential = MicroCredentialChoice(
        MicroCredential.objects.none(),
        label=_("Micro-credential"),
        required=False,
        empty_label=_("All, also those still to come"),
        help_text=_("One whose drafts you write, and of which nothing is published yet."),
    )
    why = forms.CharField(
        label=_("Why"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The issuer’s administrators read this."),
        error_messages={"required": _("Say what it is for.")},
    )

    def __init__(self, data: Any = None, *, by: Person) -> None:
        super().__init__(data)
        here = policy.departments_of(by)
        own = {place.program.pk for place in here if place.program}
        issuers = Organization.objects.issuing().exclude(pk__in=own)
        drafts = MicroCredential.objects.filter(owner__in=here)
        drafts = drafts.exclude(versions__published_at__isnull=False)
        _offer(self.fields["issuer"], issuers)
        _offer(
            self.fields["organization"], Organization.objects.filter(pk__in=[o.pk for o in here])
        )
        _offer(self.fields["micro_credential"], drafts)
        self.fields["why"].max_length = MOST_CHARACTERS  # type: ignore[attr-defined]


class GiveLeave(forms.Form):
    first_on = forms.DateField(
        label=_("First day"),
        required=False,
        help_text=_("Leave empty for today."),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
    last_on = forms.DateField(
        label=_("Last day"),
        required=False,
        help_text=_("Leave empty if it holds until someone ends it."),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )


def _offer(field: forms.Field, rows: Any) -> None:
    assert isinstance(field, forms.ModelChoiceField)
    field.queryset = rows
