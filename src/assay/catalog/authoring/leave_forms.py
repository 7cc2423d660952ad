"""What is asked of a program whose name is to be used, an agreement made outside, and the days of an answer."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from assay.catalog import policy
from assay.catalog.actions.leaves import MOST_CHARACTERS
from assay.catalog.models import MicroCredential, NamePart, Version
from assay.people.models import PROGRAMS, Organization, Person


class MicroCredentialChoice(forms.ModelChoiceField[MicroCredential]):
    """A micro-credential by the title of its latest version."""

    def label_from_instance(self, obj: Any) -> str:
        latest: Version = obj.versions.order_by("-pk").only("title").latest("pk")
        return latest.title


class AskLeave(forms.Form):
    part = forms.ChoiceField(
        choices=NamePart.choices,
        initial=NamePart.ISSUER,
        widget=forms.RadioSelect,
        label=_("As what it is named"),
        error_messages={"required": _("Choose as what it is named.")},
    )
    named = forms.ModelChoiceField(
        Organization.objects.none(),
        label=_("Whose name"),
        empty_label=_("Choose one"),
        help_text=_("Only a district, a consortium or a vetted partner can be the issuer."),
        error_messages={"required": _("Choose a program.")},
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
        help_text=_("Its administrators read this."),
        error_messages={"required": _("Say what it is for.")},
    )

    def __init__(self, data: Any = None, *, by: Person) -> None:
        super().__init__(data)
        _offer_places(self, policy.departments_of(by))
        self.fields["why"].max_length = MOST_CHARACTERS  # type: ignore[attr-defined]


class RecordAgreement(forms.Form):
    """What a content partner agreed to outside. The names of its fields are its own: it stands beside the question."""

    named = forms.ModelChoiceField(
        Organization.objects.none(),
        label=_("Who designed it with you"),
        empty_label=_("Choose one"),
        error_messages={"required": _("Choose a program.")},
    )
    organization = forms.ModelChoiceField(
        Organization.objects.none(), label=_("For"), empty_label=None
    )
    micro_credential = MicroCredentialChoice(
        MicroCredential.objects.none(),
        label=_("Micro-credential"),
        required=False,
        empty_label=_("All, also those still to come"),
    )
    agreement = forms.CharField(
        label=_("By which document"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Its title, who signed it for the partner, and where you keep it."),
        error_messages={"required": _("Name the document, who signed it, and where it is kept.")},
    )
    agreed_on = forms.DateField(
        label=_("Signed on"),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"required": _("Say on which day it was signed.")},
    )
    last_on = forms.DateField(
        label=_("Last day"),
        required=False,
        help_text=_("Leave empty if it holds until someone ends it."),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )

    def __init__(self, data: Any = None, *, by: Person) -> None:
        super().__init__(data, prefix="agreement")
        here = policy.departments_of(by)
        self.places = [one for one in here if policy.can_record_agreement(by, one)]
        _offer_places(self, self.places)
        silent = Organization.objects.current().filter(kind__in=PROGRAMS)
        own = {place.program.pk for place in self.places if place.program}
        _offer(self.fields["named"], policy.without_a_voice(silent.exclude(pk__in=own)))
        self.fields["agreement"].max_length = MOST_CHARACTERS  # type: ignore[attr-defined]


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


def _offer_places(form: forms.Form, here: list[Organization]) -> None:
    """Programs but their own, where they write, and what is not published there."""
    own = {place.program.pk for place in here if place.program}
    programs = Organization.objects.current().filter(kind__in=PROGRAMS).exclude(pk__in=own)
    drafts = MicroCredential.objects.filter(owner__in=here)
    _offer(form.fields["named"], programs)
    _offer(form.fields["organization"], Organization.objects.filter(pk__in=[o.pk for o in here]))
    _offer(
        form.fields["micro_credential"],
        drafts.exclude(versions__published_at__isnull=False),
    )


def _offer(field: forms.Field, rows: Any) -> None:
    assert isinstance(field, forms.ModelChoiceField)
    field.queryset = rows
