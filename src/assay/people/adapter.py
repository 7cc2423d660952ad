"""How accounts behave here: who may sign up, what they are called, in which language we write to them."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from assay.people.models import Person


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    """allauth's own, with our words and each person's language."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": _("This account is closed. Ask your program administrator."),
        "email_password_mismatch": _(
            "This address and this password do not belong together. Check both, or ask for a code by e-mail."
        ),
        "email_taken": _("There is already an account with this address. Sign in instead."),
        "duplicate_email": _("You already use this address here."),
        "incorrect_code": _("This is not the code we sent. Check it, or ask for a new one."),
        "incorrect_password": _("This is not your password."),
        "enter_current_password": _("Enter the password you use now."),
        "invalid_password_reset": _("This link has been used or has run out. Ask for a new one."),
        "too_many_login_attempts": _("Too many tries. Wait a few minutes, then try again."),
        "rate_limited": _("Too many tries. Wait a few minutes, then try again."),
        "same_as_current": _("This is the one you use now. Enter another."),
        "unknown_email": _("No account here uses this address."),
    }

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Write in the language the person chose, whoever caused the e-mail."""
        locale = Person.objects.filter(email=email.lower()).values_list("locale", flat=True).first()
        if locale is None:
            super().send_mail(template_prefix, email, context)
            return
        with override(locale):
            super().send_mail(template_prefix, email, context)
