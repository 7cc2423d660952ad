"""The shape of what is typed on the pages of a committee."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from assay.governance import policy
from assay.governance.actions.committees import MOST_WORDS
from assay.governance.models import Committee, SeatKind
from assay.people.models import Organization, OrganizationKind, Person


class CharterForm(forms.Form):
    """What a committee is called, what it is for, and when it meets."""

    name = forms.CharField(
        label=_("Name"),
        max_length=120,
        error_messages={"required": _("Give the committee a name.")},
    )
    charter = forms.CharField(
        label=_("Charter"),
        help_text=_("What it is for, in a few sentences."),
        widget=forms.Textarea(attrs={"rows": 4, "maxlength": MOST_WORDS}),
        max_length=MOST_WORDS,
        error_messages={"required": _("Say what the committee is for.")},
    )
    meets = forms.CharField(
        label=_("When it meets"),
        help_text=_("For example: monthly during the school year."),
        max_length=120,
        required=False,
    )


class EstablishForm(CharterForm):
    """The same, for a program that has no committee yet."""

    organization = forms.ModelChoiceField(
        label=_("Program"),
        queryset=Organization.objects.none(),
        empty_label=None,
        error_messages={"required": _("Choose a program.")},
    )
    field_order = ("organization", "name", "charter", "meets")

    def __init__(self, *args: Any, by: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["organization"]
        if isinstance(field, forms.ModelChoiceField):
            mine = [place.pk for place in policy.programs_administered(by)]
            field.queryset = Organization.objects.current().filter(pk__in=mine, committee=None)

    @property
    def has_programs(self) -> bool:
        field = self.fields["organization"]
        return isinstance(field, forms.ModelChoiceField) and bool(field.queryset)


class SeatForm(forms.Form):
    """One more seat."""

    kind = forms.ChoiceField(label=_("It speaks for"), choices=SeatKind.choices)
    department = forms.ModelChoiceField(
        label=_("Department"),
        queryset=Organization.objects.none(),
        required=False,
        help_text=_("For a seat of a department."),
    )
    note_text = forms.CharField(
        label=_("How it is filled"),
        help_text=_("For example: elected by teachers, for two years."),
        max_length=200,
        required=False,
    )

    def __init__(self, *args: Any, committee: Committee, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["department"]
        if isinstance(field, forms.ModelChoiceField):
            below = Organization.objects.current().within(committee.organization)
            field.queryset = below.filter(kind=OrganizationKind.DEPARTMENT)


class TermForm(forms.Form):
    """Who takes a seat, and when; the person is looked up by the page."""

    seat = forms.IntegerField()
    first_on = forms.DateField(required=False)
    until_on = forms.DateField(required=False)


class MeetingForm(forms.Form):
    """When and where a committee meets, and who is its secretary."""

    day = forms.DateField(
        label=_("Day"),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
    begins = forms.TimeField(
        label=_("From"),
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
    )
    ends = forms.TimeField(
        label=_("To"),
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
    )
    place = forms.CharField(
        label=_("Place"),
        help_text=_("A room, or leave it empty for a meeting by link alone."),
        max_length=200,
        required=False,
    )
    link = forms.CharField(
        label=_("Link"),
        help_text=_("For those who take part from elsewhere."),
        max_length=400,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "url"}),
    )
    secretary = forms.ModelChoiceField(
        label=_("Secretary"),
        help_text=_("Keeps the agenda and notes attendance, as the chair does."),
        queryset=Person.objects.none(),
        required=False,
        empty_label=_("The chair alone"),
    )

    def __init__(self, *args: Any, committee: Committee, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["secretary"]
        if isinstance(field, forms.ModelChoiceField):
            sitting = [one.person_id for one in committee.sitting()]
            rows = Person.objects.filter(pk__in=sitting)
            field.queryset = rows.order_by("display_name", "pk")

    def asked(self) -> dict[str, Any]:
        """As the verbs take it: the moments in the program's time zone."""
        sent = self.cleaned_data
        begins, ends = (datetime.combine(sent["day"], sent[name]) for name in ("begins", "ends"))
        return {
            "starts_at": timezone.make_aware(begins),
            "ends_at": timezone.make_aware(ends),
            "place": sent["place"],
            "link": sent["link"],
            "secretary": sent["secretary"],
        }
