"""Forms for people about themselves, and for administrators about people."""

from collections.abc import Sequence
from secrets import token_hex
from typing import Any

from allauth.account import forms as account
from allauth.account.adapter import get_adapter
from allauth.account.models import EmailAddress
from allauth.core import context
from allauth.mfa.adapter import get_adapter as get_mfa_adapter
from allauth.mfa.base import forms as mfa
from allauth.mfa.models import Authenticator
from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.db import IntegrityError, transaction
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from assay.lib.addresses import pasted
from assay.lib.errors import Refusal, TooMany
from assay.lib.wording import clean_line
from assay.people import occupations, policy
from assay.people.limits import count_letter, count_try, first_use, take_back_try
from assay.people.models import (
    Organization,
    OrganizationKind,
    OrganizationQuerySet,
    Person,
    ReadingPurpose,
    Role,
    SharedEvidence,
)

# allauth's fields under our names for them; its placeholders repeat the labels and go.
LABELS: dict[str, str | Promise] = {
    "login": _("E-mail address"),
    "email": _("E-mail address"),
    "password": _("Password"),
    "password1": _("New password"),
    "password2": _("The same once more"),
    "oldpassword": _("Password you use now"),
    "code": _("Code"),
}


class PlainWords:
    """Takes away placeholders and gives fields the labels of this house."""

    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            if name in LABELS:
                field.label = str(LABELS[name])
            if name in {"login", "password"}:
                field.help_text = ""


class WorkplaceField(forms.ModelChoiceField[Organization]):
    """The school or office where somebody works; may be left open."""

    def __init__(self, **kwargs: Any) -> None:
        options: dict[str, Any] = {
            "label": _("Your school or office"),
            "help_text": _(
                "So that no one from there assesses your work. An administrator can correct it."
            ),
            "required": False,
            "empty_label": _("Choose one, or leave it open"),
        }
        super().__init__(Organization.objects.none(), **(options | kwargs))


def offer_workplaces(form: forms.BaseForm, places: OrganizationQuerySet | None = None) -> None:
    """Read the list when a form is made, not when this module is loaded."""
    field = form.fields["workplace"]
    if isinstance(field, WorkplaceField):
        field.queryset = Organization.objects.workplaces() if places is None else places


class WorkplaceForm(forms.Form):
    """Where somebody works: said by themselves, or set by an administrator."""

    workplace = WorkplaceField(
        required=True, error_messages={"required": _("Choose a school or office from the list.")}
    )

    def __init__(
        self, *args: Any, places: OrganizationQuerySet | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        offer_workplaces(self, places)


class LoginForm(PlainWords, account.LoginForm):  # type: ignore[misc]  # allauth ships no types
    pass


class AsksForLetter:
    """A stranger's form that sends an e-mail to the address typed into it: so many and no more."""

    def count(self, email: str) -> None:
        try:
            count_letter(context.request, email)
        except TooMany as e:
            raise get_adapter().validation_error("too_many_letters") from e


class FindsPerson(AsksForLetter):
    """One question to the database, whether there is such an account or not; allauth asks twice where there is none."""

    def find(self) -> tuple[str, list[Person]]:
        email: str = get_adapter().clean_email(self.cleaned_data["email"].strip().lower())  # type: ignore[attr-defined]
        self.count(email)
        return email, list(Person.objects.filter(email=email, is_active=True))


class RequestLoginCodeForm(FindsPerson, PlainWords, account.RequestLoginCodeForm):  # type: ignore[misc]
    def clean_email(self) -> str:
        email, found = self.find()
        self._user = found[0] if found else None
        return email


class ConfirmLoginCodeForm(PlainWords, account.ConfirmLoginCodeForm):  # type: ignore[misc]
    pass


class ResetPasswordForm(FindsPerson, PlainWords, account.ResetPasswordForm):  # type: ignore[misc]
    def clean_email(self) -> str:
        email, self.users = self.find()
        return email


class ResetPasswordKeyForm(PlainWords, account.ResetPasswordKeyForm):  # type: ignore[misc]
    pass


class ChangePasswordForm(PlainWords, account.ChangePasswordForm):  # type: ignore[misc]
    pass


class SetPasswordForm(PlainWords, account.SetPasswordForm):  # type: ignore[misc]
    pass


class AddEmailForm(PlainWords, account.AddEmailForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = _("New e-mail address")


class ReauthenticateForm(PlainWords, account.ReauthenticateForm):  # type: ignore[misc]
    pass


class CountedCode:
    """Six digits can be tried out: so many tries and no more; and read over a shoulder: each opens the door once.

    allauth counts the first not at all (see settings), and the second in a cache that every process has for itself.
    """

    user: Person
    authenticator: Authenticator

    def clean_code(self) -> str:
        account = f"#{self.user.pk}"
        try:
            count_try(context.request, account, of="factor")
        except TooMany as e:
            raise get_adapter().validation_error("rate_limited") from e
        code: str = super().clean_code()  # type: ignore[misc]  # allauth's form, beside which this stands
        if self.authenticator.type == Authenticator.Type.TOTP and not first_use(account, code):
            raise get_mfa_adapter().validation_error("incorrect_code")
        take_back_try(context.request, account, of="factor")
        return code


class AuthenticateForm(CountedCode, PlainWords, mfa.AuthenticateForm):  # type: ignore[misc]
    pass


class ReauthenticateCodeForm(CountedCode, PlainWords, mfa.ReauthenticateForm):  # type: ignore[misc]
    pass


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
    field_order = ("display_name", "email", "workplace", "password1")
    account_already_exists: bool  # allauth's

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_workplaces(self)
        self.fields["password1"].label = _("Password")
        self.fields["password1"].help_text = _(
            "At least 10 characters. A few words in a row are easy to keep in mind."
        )
        if settings.SIGNUP_DOMAINS:
            domains = ", ".join(f"@{domain}" for domain in settings.SIGNUP_DOMAINS)
            self.fields["email"].help_text = _("Your work address, ending in %(domains)s.") % {
                "domains": domains
            }

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
        user.stated_workplace = self.cleaned_data["workplace"]
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

    def __init__(self, *args: Any, email: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.email = email
        offer_workplaces(self)

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


class PeopleFilter(forms.Form):
    """Filters of the list of people; each stands in the address."""

    q = forms.CharField(label=_("Name or e-mail"), required=False)
    role = forms.ChoiceField(label=_("Role"), required=False)
    organization = forms.ChoiceField(label=_("School or department"), required=False)

    def __init__(self, *args: Any, organizations: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [("", _("Any role")), *Role.choices]  # type: ignore[attr-defined]
        self.fields["organization"].choices = [("", _("Any place")), *organizations]  # type: ignore[attr-defined]

    def wanted(self) -> dict[str, str]:
        """What it asks for and can have, by field; a value that is none of the choices asks for nothing."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}

    def said(self, name: str) -> str:
        """A value as the reader chose it."""
        value = self.cleaned_data[name]
        choices = dict(getattr(self.fields[name], "choices", ()))
        return str({str(key): word for key, word in choices.items()}.get(value, value))


class GrantForm(forms.Form):
    """A role in one of the administrator's organizations: those they may give in one of them at least.

    Nothing is chosen beforehand: the first school in the alphabet is nobody's wish.
    """

    role = forms.ChoiceField(
        label=_("Role"), error_messages={"required": _("Choose a role from the list.")}
    )
    organization = forms.ModelChoiceField(
        label=_("Where"),
        queryset=Organization.objects.none(),
        empty_label=_("Choose where"),
        error_messages={"required": _("Choose a school, department or program from the list.")},
    )

    def __init__(self, *args: Any, by: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        mine = Organization.objects.administered_by(by).current()
        roles = policy.roles_to_give(by)
        self.fields["organization"].queryset = mine  # type: ignore[attr-defined]
        self.fields["role"].choices = [("", _("Choose a role")), *map(_offered, roles)]  # type: ignore[attr-defined]


def _offered(role: Role) -> tuple[str, str | Promise]:
    """A role as it is offered: one that opens nothing yet says so before it is given."""
    if role not in policy.OPEN_NOTHING_YET:
        return role.value, role.label
    return role.value, str(_("%(role)s (opens nothing yet)")) % {"role": role.label}


class EndForm(forms.Form):
    """Which role of the people who were chosen ends, and on which day."""

    role = forms.ChoiceField(
        label=_("Role"), error_messages={"required": _("Choose a role from the list.")}
    )
    on = forms.DateField(
        label=_("Ends on"),
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("From this day they no longer hold it. Today is the first day you can choose."),
        error_messages={
            "required": _("Choose a day."),
            "invalid": _("Enter a day, such as 2027-06-30."),
        },
    )

    def __init__(self, *args: Any, by: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        roles = [(role.value, role.label) for role in policy.roles_to_give(by)]
        self.fields["role"].choices = [("", _("Choose a role")), *roles]  # type: ignore[attr-defined]


class InviteForm(GrantForm):
    """One role for one or many addresses."""

    emails = forms.CharField(
        label=_("E-mail addresses"),
        widget=forms.Textarea,
        max_length=20000,
        help_text=_(
            "Type them, or paste a list with or without names, as your mail program or a spreadsheet writes it: up to"
            " 200 at once. Each person gets a link of their own."
        ),
    )
    locale = forms.ChoiceField(
        label=_("Language of the e-mail"),
        choices=settings.LANGUAGES,
        help_text=_("Who has an account gets it in the language they chose."),
    )
    field_order = ("emails", "role", "organization", "locale")

    def __init__(self, data: Any = None, *, by: Person) -> None:
        if data is not None and "locale" not in data:
            data = data.copy()
            data["locale"] = by.locale
        super().__init__(data, by=by)
        self.fields["locale"].initial = by.locale

    def clean_emails(self) -> list[str]:
        found = pasted(self.cleaned_data["emails"])
        if len(found) > 200:
            raise forms.ValidationError(_("Invite up to 200 people at once."))
        return found


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


def show_refusal(form: forms.BaseForm, refusal: Refusal) -> None:
    """Put what a verb refused where it was typed; what has no field of its own goes to the top."""
    for name, message in refusal.fields.items():
        form.add_error(name if name in form.fields else None, message)
    if not refusal.fields:
        form.add_error(None, refusal.message)
