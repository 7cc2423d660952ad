"""How accounts behave here: who may sign up, what they are called, in which language we write to them."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context as allauth
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.usersessions.adapter import DefaultUserSessionsAdapter
from allauth.usersessions.models import UserSession
from django.contrib.sites.shortcuts import get_current_site
from django.db import transaction
from django.http import HttpRequest, HttpResponseBase  # noqa: TID251 (allauth hands them over)
from django.utils.translation import get_language, override
from django.utils.translation import gettext_lazy as _

from assay.lib import vault
from assay.lib.errors import TooMany
from assay.lib.http import client_address, client_area, is_ours
from assay.lib.limits import count
from assay.people import account_letters, limits
from assay.people.actions import count_refusal, end_sessions
from assay.people.models import Person
from assay.ui.appearance import program_name


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
        "too_many_login_attempts": _(
            "There were many wrong tries here, so we wait a quarter of an hour. You need not: a code by e-mail signs "
            "you in at once, and so does a browser in which you have signed in before."
        ),
        "too_many_letters": _(
            "We have just sent several e-mails to this address. Look for them, in the folder for spam as well. "
            "In a quarter of an hour you can ask again."
        ),
        "rate_limited": _("Too many tries. Wait a few minutes, then try again."),
        "same_as_current": _("This is the one you use now. Enter another."),
        "unknown_email": _("No account here uses this address."),
    }

    def get_client_ip(self, request: HttpRequest) -> str:
        return client_address(request)

    def is_safe_url(self, url: str | None) -> bool:
        """True if `next` may lead there: a path of ours, as everywhere (`lib.http`)."""
        return url is not None and is_ours(allauth.request, url)

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Before the password is looked at. allauth would count in a cache, and lock the owner out as well."""
        try:
            limits.count_try(request, credentials.get("email", ""), of="password")
        except TooMany as e:
            count_refusal("too-many", network=client_area(request))
            raise self.validation_error("too_many_login_attempts") from e

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Person | None:
        person: Person | None = super().authenticate(request, **credentials)
        if person is not None:
            limits.take_back_try(request, credentials.get("email", ""), of="password")
        return person

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        count_refusal(
            "wrong-password", network=client_area(request), account=credentials.get("email", "")
        )

    def respond_user_inactive(self, request: HttpRequest, user: Person) -> HttpResponseBase:
        count_refusal("closed-account", network=client_area(request), person=user)
        answer: HttpResponseBase = super().respond_user_inactive(request, user)
        return answer

    def should_send_confirmation_mail(
        self, request: HttpRequest, email_address: Any, signup: bool
    ) -> bool:
        """Signing in before the address is confirmed sends the link again, every three minutes at most."""
        return signup or count(of="confirmation", by=email_address.email, seconds=180).times == 1

    def generate_login_code(self) -> str:
        """Within a minute the same browser is given the same code for an address, so that two presses are one letter.

        Bound to the browser: who asks for two addresses learns nothing about the code of one from that of the other.
        """
        asked = allauth.request
        email, browser = asked.POST.get("email", ""), asked.META.get("CSRF_COOKIE", "")
        if not (email and browser):
            return str(super().generate_login_code())
        return account_letters.sign_in_code(email, browser)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Put the letter in the post, in the language the person chose, whoever caused it; the worker sends it.

        To an address without an account nothing is sent, but everything is done up to there: whoever watches how long
        an answer takes learns nothing.
        """
        known = Person.objects.filter(email=email.lower()).first()
        asked = allauth.request
        everything = {
            "request": asked,
            "email": email,
            "current_site": get_current_site(asked),
            "person_name": known.first_name if known is not None else "",
            "program": program_name(),
            **context,
        }
        with override(known.locale if known is not None else get_language()):
            message = self.render_mail(template_prefix, email, everything)
        code = context.get("code", "")
        with transaction.atomic():
            account_letters.write(
                template_prefix, email, message.subject, str(message.body), code=code
            )
            transaction.set_rollback(template_prefix == "account/email/unknown_account")


class SessionsAdapter(DefaultUserSessionsAdapter):  # type: ignore[misc]
    """Signing out elsewhere, through our verb."""

    def end_sessions(self, sessions: list[UserSession]) -> None:
        if sessions:
            end_sessions(sessions, by=sessions[0].user)


class FactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Second steps: our words, and secrets sealed under the vault's key, so that a copied database opens no account."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _(
            "This is not the code we expect. Wait for the next one, and type that."
        ),
        "unverified_email": _("Confirm your e-mail address first."),
        "add_email_blocked": _(
            "Take your second step away first, then change the address, and set it up again."
        ),
    }

    def encrypt(self, text: str) -> str:
        return vault.seal(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return vault.unseal(encrypted_text.encode()).decode()
