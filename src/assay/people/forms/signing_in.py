"""allauth's forms for signing in and for an account's keys, in our words and with our limits."""

from typing import Any

from allauth.account import forms as account
from allauth.account.adapter import get_adapter
from allauth.core import context
from allauth.mfa.adapter import get_adapter as get_mfa_adapter
from allauth.mfa.base import forms as mfa
from allauth.mfa.models import Authenticator
from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from assay.lib.errors import TooMany
from assay.people.limits import count_letter, count_try, first_use, take_back_try
from assay.people.models import Person

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
