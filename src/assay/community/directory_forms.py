"""Forms of the directory: what one offers, and what is reported."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from assay.community.actions.directory import MAX_ABOUT, MOST_A_MONTH
from assay.community.actions.reports import MAX_CHARACTERS
from assay.community.models import ReportOutcome
from assay.people.models import Organization, Person


class PlaceChoice(forms.ModelChoiceField[Organization]):
    """Schools by name."""

    def label_from_instance(self, obj: Any) -> str:
        return str(obj.name)


class OfferForm(forms.Form):
    """With what one can help, where one belongs, and how often one may be asked."""

    about = forms.CharField(
        label=_("What can you help with?"),
        help_text=_(
            "In a few words. Colleagues in your program read it, with your name and school."
        ),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=MAX_ABOUT,
    )
    place = PlaceChoice(
        label=_("Your school"), queryset=Organization.objects.none(), empty_label=None
    )
    most_a_month = forms.IntegerField(
        label=_("How many may write to you in a month?"),
        help_text=_("More find you again later. Someone who wrote already goes on."),
        min_value=1,
        max_value=MOST_A_MONTH,
        initial=3,
    )

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places = [held.organization_id for held in person.current_memberships]
        field = self.fields["place"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Organization.objects.filter(pk__in=places).order_by("name")


class ReportForm(forms.Form):
    """Why somebody should look at it."""

    reason = forms.CharField(
        label=_("What is wrong with it?"),
        help_text=_(
            "Who looks after your program reads this, and the message. The author does not see who reported it."
        ),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=MAX_CHARACTERS,
    )


class SettlingForm(forms.Form):
    """What a report comes to, in words that its author reads."""

    outcome = forms.ChoiceField(
        label=_("What it comes to"), choices=ReportOutcome.choices, widget=forms.RadioSelect
    )
    words = forms.CharField(
        label=_("Your reason"),
        help_text=_(
            "If you act on it, the author of the message reads this. If not, only whoever reported it does."
        ),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=MAX_CHARACTERS,
    )
