"""What an organization writes that asks to become an issuer, and what is decided of it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from assay.governance.actions.vetting import TEXTS
from assay.governance.models import VettingItem


def _text(label: Any, hint: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=hint,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write a few sentences.")},
    )


class AskToIssue(forms.Form):
    legal_name = forms.CharField(
        label=_("Legal name of your organization"),
        max_length=200,
        error_messages={"required": _("Write the legal name.")},
    )
    domain = forms.CharField(
        label=_("Domain"),
        help_text=_("For example: example.org. You show that it is yours in the next step."),
        max_length=200,
        error_messages={"required": _("Write a domain, such as example.org.")},
    )
    contact_name = forms.CharField(
        label=_("Your name"),
        max_length=120,
        error_messages={"required": _("Write a name.")},
    )
    contact_email = forms.EmailField(
        label=_("Your e-mail address"), help_text=_("The decision is sent here.")
    )
    expertise = _text(
        VettingItem.EXPERTISE.label, _("What you know about the skills you want to certify.")
    )
    assessor_policy = _text(
        VettingItem.ASSESSOR_POLICY.label,
        _("How assessors are chosen, trained and kept apart from those they know."),
    )
    privacy_agreement = _text(
        VettingItem.PRIVACY.label,
        _("Which agreement you have signed or will sign, and where it can be read."),
    )
    accessibility = _text(
        VettingItem.ACCESSIBILITY.label, _("Your statement, and how someone reports a barrier.")
    )
    sunset_plan = _text(
        VettingItem.SUNSET.label, _("What happens to learners and badges if you stop.")
    )

    def texts(self) -> dict[str, str]:
        return {str(item): self.cleaned_data[item] for item in TEXTS}


class VettingDecision(forms.Form):
    outcome = forms.ChoiceField(
        label=_("Decision"),
        choices=[("vetted", _("Vetted")), ("declined", _("Declined"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one.")},
    )
    until_on = forms.DateField(
        label=_("Last day"),
        help_text=_("Where it is vetted. From the next day on it publishes nothing new."),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("Who asked reads this."),
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Say why.")},
    )


class VettingEnd(forms.Form):
    ending = forms.CharField(
        label=_("What happens to its micro-credentials"),
        help_text=_("Everyone can read this. What was awarded stays valid."),
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Say what happens to its micro-credentials.")},
    )
