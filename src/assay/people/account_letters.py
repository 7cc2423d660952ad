"""The e-mails around an account: sign-in codes, links to confirm and to reset. Asked for twice, they are sent once."""

from base64 import urlsafe_b64decode
from datetime import datetime, timedelta

from allauth.account import app_settings
from django.conf import settings

from assay.letters import actions as letters
from assay.letters.models import Letter, State
from assay.lib import vault
from assay.lib.clock import now

# Whoever asks again within this time pressed twice; later, they miss the letter and are sent another.
TWICE = timedelta(minutes=1)
# What somebody asks for. All others tell of something that happened, and each goes out.
ASKED_FOR = frozenset(
    {
        "account/email/login_code",
        "account/email/password_reset_key",
        "account/email/account_already_exists",
        "account/email/unknown_account",
        "account/email/email_confirmation",
        "account/email/email_confirmation_signup",
    }
)
CONSONANTS = "BCDFGHJKLMNPQRSTVWXZ"  # nothing that reads as a word or as a figure


def sign_in_code(email: str, browser: str) -> str:
    """Eight letters for this address and browser; the same ones again within a minute."""
    before, this = (_code(email, browser, minute) for minute in _minutes())
    return before if _young(_key("account/email/login_code", email, before)) else this


def write(kind: str, email: str, subject: str, words: str, *, code: str = "") -> Letter:
    """Put a letter of an account in the post. `code` is the sign-in code in it, if there is one."""
    key = ""
    if code:
        key = _key(kind, email, code)
    elif kind in ASKED_FOR:
        before, this = (_key(kind, email, str(minute)) for minute in _minutes())
        key = before if _young(before) else this
    return letters.write(kind, email, subject, words, key=key, good_until=_good_until(kind))


def _minutes() -> tuple[int, int]:
    this = int(now().timestamp() // TWICE.total_seconds())
    return this - 1, this


def _code(email: str, browser: str, minute: int) -> str:
    mark = vault.mark("sign-in code", f"{browser}|{email.strip().lower()}|{minute}")
    number, code = int.from_bytes(urlsafe_b64decode(mark + "="), "big"), ""
    for _place in range(8):
        number, place = divmod(number, len(CONSONANTS))
        code += CONSONANTS[place]
    return f"{code[:4]}-{code[4:]}"


def _key(kind: str, email: str, which: str) -> str:
    """Tells the same ask again, and gives nobody who reads the table a code or an address."""
    return f"{kind}:{vault.mark('letter key', f'{kind}|{email.strip().lower()}|{which}')}"


def _young(key: str) -> bool:
    rows = Letter.objects.filter(key=key, written_at__gt=now() - TWICE)
    return rows.exclude(state=State.FAILED).exists()


def _good_until(kind: str) -> datetime | None:
    if kind == "account/email/login_code":
        return now() + timedelta(seconds=app_settings.LOGIN_BY_CODE_TIMEOUT)
    if kind == "account/email/password_reset_key":
        return now() + timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT)
    if kind.startswith("account/email/email_confirmation"):
        return now() + timedelta(days=app_settings.EMAIL_CONFIRMATION_EXPIRE_DAYS)
    return None
