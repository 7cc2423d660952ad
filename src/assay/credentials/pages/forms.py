"""The shape of what is typed on the pages of credentials."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from assay.credentials.models import Visibility
from assay.lib.errors import BadInput
from assay.people.addresses import checked_address
from assay.people.models import Organization


class VisibilityForm(forms.Form):
    visibility = forms.ChoiceField(
        label=_("Who may see this badge"),
        widget=forms.RadioSelect,
        choices=[
            (Visibility.PRIVATE, _("Only me, and people I give a private link")),
            (Visibility.LINK, _("Anyone who has the badge’s address")),
            (
                Visibility.PUBLIC,
                _("Everyone: it is on my public page and search engines may find it"),
            ),
        ],
    )


class ShareForm(forms.Form):
    label = forms.CharField(
        label=_("Who it is for"), max_length=120, required=False, help_text=_("Only you see this.")
    )
    until = forms.DateField(
        label=_("Last day"),
        required=False,
        help_text=_("Leave it empty for a link that works until you end it."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


class RevocationForm(forms.Form):
    reason = forms.CharField(
        label=_("What happened"),
        widget=forms.Textarea,
        max_length=4000,
        help_text=_("Kept private, for those responsible."),
    )


class PublicPageForm(forms.Form):
    statement = forms.CharField(
        label=_("In your own words"),
        max_length=400,
        required=False,
        widget=forms.Textarea,
        help_text=_("One or two sentences shown above your badges."),
    )


class VerifyForm(forms.Form):
    file = forms.FileField(
        label=_("Badge file"),
        required=False,
        allow_empty_file=True,
        help_text=_(
            "A .json, .jwt, .png or .svg file, or a certificate of ours as PDF, at most 10 MB."
        ),
    )
    text = forms.CharField(
        label=_("Address or contents"),
        required=False,
        widget=forms.Textarea,
        strip=True,
        help_text=_("Paste the web address of a badge, its number, or what its file holds."),
    )
    email = forms.EmailField(
        label=_("E-mail address of its earner"),
        required=False,
        help_text=_(
            "To see whether the badge belongs to this address. We compare it here and do "
            "not keep it."
        ),
    )


class AskForm(forms.Form):
    whom = forms.CharField(
        label=_("Who to ask"),
        max_length=254,
        help_text=_(
            "The full name or e-mail of someone in the program: your principal, a coach, "
            "a colleague."
        ),
    )
    words = forms.CharField(
        label=_("Your words to them"),
        max_length=400,
        required=False,
        widget=forms.Textarea,
        help_text=_("What they saw of your practice, so that they know what to speak of."),
    )


class LetterForm(forms.Form):
    address = forms.CharField(
        label=_("Their e-mail address"),
        max_length=254,
        widget=forms.EmailInput,
        help_text=_("Someone outside the program who knows your practice. No one else sees it."),
    )
    words = forms.CharField(
        label=_("Your words to them"),
        max_length=400,
        widget=forms.Textarea,
        help_text=_(
            "Who you are to them and what they saw of your practice. They read it on the "
            "page behind the link."
        ),
    )

    def clean_address(self) -> str:
        """The verb asks again; here, so that all that is wrong is told at once."""
        try:
            return checked_address(self.cleaned_data["address"])
        except BadInput as refused:
            raise forms.ValidationError(str(refused)) from refused


class GuestForm(forms.Form):
    name = forms.CharField(
        label=_("Your name"), max_length=120, help_text=_("As it should appear under your words.")
    )
    capacity = forms.CharField(
        label=_("What you do, and where"),
        max_length=160,
        required=False,
        help_text=_("Such as: Principal, Elm Street School. It appears beside your name."),
    )
    text = forms.CharField(
        label=_("Your endorsement"),
        widget=forms.Textarea,
        strip=True,
        help_text=_(
            "What you know of it from your own view, in 30 to 600 characters. It is signed as you write it."
        ),
    )


class EndorsementForm(forms.Form):
    organization = forms.ChoiceField(label=_("In whose name you sign"), required=False)
    text = forms.CharField(
        label=_("Your endorsement"),
        widget=forms.Textarea,
        strip=True,
        help_text=_(
            "What you know of it from your own view, in 30 to 600 characters. It is signed as you write it."
        ),
    )
    as_holder = forms.BooleanField(
        label=_("Say that I hold this micro-credential too"), required=False
    )

    def __init__(
        self, *args: object, voices: list[Organization] | None = None, holds: bool = False
    ) -> None:
        super().__init__(*args)  # type: ignore[arg-type]  # passed on as they came
        field = self.fields["organization"]
        if isinstance(field, forms.ChoiceField) and voices and len(voices) > 1:
            field.choices = [(str(found.pk), found.name) for found in voices]
        else:
            del self.fields["organization"]
        if not holds:
            self.fields["as_holder"].widget = forms.HiddenInput()

    def voice(self, voices: list[Organization]) -> Organization:
        """The organization that was chosen; the only one where there is no choice."""
        chosen = self.cleaned_data.get("organization")
        return next((found for found in voices if str(found.pk) == chosen), voices[0])


class PublicConsentForm(forms.Form):
    """That everybody in one piece agreed to the public. `needed`: students in it."""

    use_required_attribute = False

    permissions = forms.IntegerField(
        label=_("Written permissions for the public"),
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    agreed = forms.BooleanField(required=False)

    def __init__(self, *args: Any, needed: int, statement: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agreed"].label = statement
        if needed:
            hint = _("Students in it: %(n)s. Count the forms that name the public, never names.")
            self.fields["permissions"].help_text = hint % {"n": needed}
        else:
            del self.fields["permissions"]
