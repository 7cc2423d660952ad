"""An organization, and what two districts agree on."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from assay.people import policy
from assay.people.models import (
    Organization,
    OrganizationKind,
    Person,
    ReadingPurpose,
    Role,
    SharedEvidence,
)


class OrganizationForm(forms.ModelForm[Organization]):
    url = forms.URLField(label=_("Website"), required=False, assume_scheme="https")

    class Meta:
        model = Organization
        fields = ("name", "kind", "letters", "url", "email", "description")
        labels = {
            "name": _("Name"),
            "kind": _("Kind"),
            "letters": _("Letters on its hallmark"),
            "email": _("E-mail for questions"),
            "description": _("What it does"),
        }
        help_texts = {
            "letters": _("One to three, such as TB. Only for organizations that issue badges.")
        }

    def __init__(self, *args: Any, parent: Organization | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        parent = parent or self.instance.parent
        offered = (
            policy.BELOW[OrganizationKind(parent.kind)]
            if parent
            else {OrganizationKind(self.instance.kind)}
        )
        kinds = [
            (k.value, k.label) for k in OrganizationKind if k in offered or k == self.instance.kind
        ]
        self.fields["kind"] = forms.ChoiceField(label=_("Kind"), choices=kinds)

    def _post_clean(self) -> None:
        """The verb checks and saves; the form only gathers, so that there is one place that decides."""


class DataSharingForm(forms.Form):
    """What one district proposes to another: whose evidence, for what, from when until when."""

    first = forms.ModelChoiceField(
        Organization.objects.none(),
        label=_("Your district"),
        empty_label=None,
        error_messages={"required": _("Choose your district.")},
    )
    second = forms.ModelChoiceField(
        Organization.objects.none(),
        label=_("Other district"),
        empty_label=_("Choose one"),
        error_messages={"required": _("Choose the other district.")},
    )
    shares = forms.ChoiceField(
        label=_("Whose evidence"), choices=SharedEvidence, widget=forms.RadioSelect
    )
    purposes = forms.MultipleChoiceField(
        label=_("It may be read for"),
        choices=ReadingPurpose,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one.")},
    )
    first_on = forms.DateField(
        label=_("First day"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )
    last_on = forms.DateField(
        label=_("Last day"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )
    reference = forms.CharField(
        label=_("Where the signed agreement is kept"),
        help_text=_("Its number or file name. The paper itself stays with your districts."),
        max_length=200,
        error_messages={"required": _("Say where the signed agreement is kept.")},
    )

    def __init__(self, data: Any = None, *, by: Person) -> None:
        super().__init__(data)
        districts = Organization.objects.current().filter(kind=OrganizationKind.DISTRICT)
        mine = [o.pk for o in by.organizations_as(Role.PROGRAM_ADMIN)]
        own, other = self.fields["first"], self.fields["second"]
        if isinstance(own, forms.ModelChoiceField) and isinstance(other, forms.ModelChoiceField):
            own.queryset = districts.filter(pk__in=mine)
            other.queryset = districts.exclude(pk__in=mine) if len(mine) == 1 else districts
