"""Forms that make an account, and for what its owner says of themselves."""

from secrets import token_hex
from typing import Any

from allauth.account import forms as account
from allauth.account.models import EmailAddress
from allauth.core import context as allauth
from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.db import IntegrityError, transaction
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from assay.lib.wording import clean_line
from assay.people import occupations
from assay.people.forms.signing_in import AsksForLetter, PlainWords
from assay.people.forms.workplaces import WorkplaceField, offer_workplaces
from assay.people.models import Organization, Person


class SaysOwnName:
    """The name that a new person gives, cleaned as every name is; one of nothing but spaces is none."""

    cleaned_data: dict[str, Any]

    def clean_display_name(self) -> str:
        name = clean_line(self.cleaned_data["display_name"])
        if not name:
            raise forms.ValidationError(_("Enter your name."))
        return name


class SignupForm(SaysOwnName, AsksForLetter, PlainWords, account.SignupForm):  # type: ignore[misc]
    """Signing up by e-mail: a name to be shown with, an address of the program's domains, a password."""

    display_name = forms.CharField(
        label=_("Your name"),
        max_length=120,
        help_text=_("As you want it to appear on your badges. You can change it later."),
        error_messages={"required": _("Enter your name.")},
    )
    workplace = WorkplaceField()
    district = forms.SlugField(widget=forms.HiddenInput, required=False)
    field_order = ("display_name", "email", "workplace", "password1", "district")
    account_already_exists: bool  # allauth's

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.districts = list(Organization.objects.districts())
        self.joins = self._named()
        self.fields["district"].initial = self.joins.ident if self.joins else ""
        places = Organization.objects.workplaces()
        offer_workplaces(self, places.within(self.joins) if self.joins else places.none())
        self.fields["password1"].label = _("Password")
        self.fields["password1"].help_text = _(
            "At least 10 characters. A few words in a row are easy to keep in mind."
        )
        if settings.SIGNUP_DOMAINS:
            domains = ", ".join(f"@{domain}" for domain in settings.SIGNUP_DOMAINS)
            self.fields["email"].help_text = _("Your work address, ending in %(domains)s.") % {
                "domains": domains
            }

    def _named(self) -> Organization | None:
        """The district one joins: the only one, or the one in the address (`/join/<district>/`)."""
        if len(self.districts) == 1:
            return self.districts[0]
        asked = allauth.request
        named = self.data.get("district") or (asked.GET.get("district", "") if asked else "")
        return next((one for one in self.districts if one.ident == named), None)

    @property
    def is_to_choose(self) -> bool:
        """Whether there are several districts, and none is named yet."""
        return len(self.districts) > 1 and self.joins is None

    def clean_district(self) -> str:
        if self.is_to_choose:
            raise forms.ValidationError(_("Choose your district."))
        return self.joins.ident if self.joins else ""

    def clean_email(self) -> str:
        email: str = super().clean_email()
        self.count(email)
        if (
            settings.SIGNUP_DOMAINS
            and email.rsplit("@", 1)[-1].lower() not in settings.SIGNUP_DOMAINS
        ):
            raise forms.ValidationError(
                _(
                    "Accounts here are for staff. Use your work address, or ask your program administrator."
                )
            )
        return email

    def try_save(self, request: Any) -> tuple[Person | None, Any]:
        """Make the account; or, for an address that has one, write to its owner, and make an account in vain.

        The second is undone at once: whoever watches how long an answer takes learns nothing.
        """
        if self.account_already_exists:
            self._save_in_vain(request)
            return super().try_save(request)  # type: ignore[no-any-return]
        try:
            with transaction.atomic():
                return super().try_save(request)  # type: ignore[no-any-return]
        except IntegrityError:  # another press, or somebody else, was a moment quicker
            self.account_already_exists = True
            return super().try_save(request)  # type: ignore[no-any-return]

    def _save_in_vain(self, request: Any) -> None:
        typed = self.cleaned_data["email"]
        self.cleaned_data["email"] = f"{token_hex(16)}@in-vain.invalid"
        self.account_already_exists = False
        with transaction.atomic():
            made = EmailAddress.objects.filter(user_id=self.save(request).pk)
            # What allauth asks before it writes to a new account (a test counts both).
            made.filter(verified=True).exists()
            Person.objects.get(pk=made.get().user_id)
            transaction.set_rollback(True)
        self.cleaned_data["email"], self.account_already_exists = typed, True

    def custom_signup(self, request: Any, user: Person) -> None:
        user.display_name = self.cleaned_data["display_name"]
        user.locale = (get_language() or "en")[:2]
        user.stated_workplace = self.cleaned_data["workplace"] or self.joins
        user.save(update_fields=("display_name", "locale", "stated_workplace"))
        super().custom_signup(request, user)


class JoinForm(SaysOwnName, forms.Form):
    """Taking an invitation without an account yet."""

    display_name = forms.CharField(
        label=_("Your name"),
        max_length=120,
        help_text=_("As you want it to appear on your badges."),
    )
    password = forms.CharField(
        label=_("Password"),
        widget=forms.PasswordInput,
        strip=False,
        help_text=_("At least 10 characters. A few words in a row are easy to keep in mind."),
    )

    workplace = WorkplaceField()
    field_order = ("display_name", "workplace", "password")

    def __init__(self, *args: Any, email: str, organization: Organization, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.email, district = email, organization.program_above
        places = Organization.objects.workplaces()
        offer_workplaces(self, places.within(district) if district else places.none())

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("password"):
            person = Person(email=self.email, display_name=data.get("display_name", ""))
            try:
                validate_password(data["password"], person)
            except forms.ValidationError as e:
                self.add_error("password", e)
        return data


class ProfileForm(forms.ModelForm[Person]):
    """A person's profile; all but the name is optional."""

    class Meta:
        model = Person
        fields = (
            "display_name",
            "job",
            "subject",
            "grade_band",
            "career_stage",
            "years",
            "legal_given_names",
            "legal_family_names",
        )
        labels = {
            "display_name": _("Your name"),
            "job": _("Your job"),
            "subject": _("What you teach"),
            "grade_band": _("Grades"),
            "career_stage": _("Where you are in your career"),
            "years": _("Years in education"),
            "legal_given_names": _("Given names on your license"),
            "legal_family_names": _("Family names on your license"),
        }
        help_texts = {"display_name": _("As it appears on badges you earn from now on.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, kind in (
            ("job", "role"),
            ("subject", "subject"),
            ("grade_band", "grade_band"),
            ("career_stage",) * 2,
        ):
            current = str(getattr(self.instance, name))
            self.fields[name] = forms.ChoiceField(
                label=self.fields[name].label,
                choices=occupations.choices(kind, current),
                required=False,
            )
        self.fields["years"].widget.attrs.update(min=0, max=70)
        self.fields["years"].error_messages["invalid"] = str(
            _("Enter a number of years, such as 7.")
        )

    def clean_years(self) -> int | None:
        years: int | None = self.cleaned_data["years"]
        if years is not None and years > 70:
            raise forms.ValidationError(_("Enter a number of years, such as 7."))
        return years
