"""How often one may try to get in: the table of every address of the accounts, and what a wrong password costs whom.

An attacker is slowed; the owner of an account is never locked out. Wrong tries count against the account *and* the
network they come from, and, wherever they come from, against the account as a whole; a browser in which somebody has
signed in before counts for itself (`people.browsers`), and so passes both. A code by e-mail passes them too.
"""

from dataclasses import dataclass

from django.http import HttpRequest  # noqa: TID251 (it counts requests)

from assay.lib.errors import TooMany
from assay.lib.http import client_network
from assay.lib.limits import at_most, count, give_back, mark
from assay.people import browsers

MINUTE, QUARTER, HOUR = 60, 15 * 60, 60 * 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """So many posts a window, of one network or of one person who is signed in."""

    times: int
    seconds: int = MINUTE
    of_person: bool = False


# A school stands behind one address: two hundred people of one training day get in within minutes.
_MANY, _FEW = Limit(times=90), Limit(times=40)
_OWN = Limit(times=10, of_person=True)

#: Every address of the accounts that takes a POST, by name. A test holds it against the addresses there are.
POSTS: dict[str, Limit] = {
    "account_login": _MANY,
    "account_signup": _MANY,
    "account_logout": _MANY,
    "account_request_login_code": _FEW,
    "account_confirm_login_code": _MANY,
    "account_reset_password": _FEW,
    "account_reset_password_from_key": _FEW,
    "account_confirm_email": _MANY,
    "account_email": _OWN,
    "account_change_password": _OWN,
    "account_set_password": _OWN,
    "account_reauthenticate": _OWN,
    "mfa_authenticate": _MANY,
    "mfa_reauthenticate": _OWN,
    "mfa_activate_totp": _OWN,
    "mfa_deactivate_totp": _OWN,
    "mfa_generate_recovery_codes": _OWN,
    "mfa_add_webauthn": _OWN,
    "mfa_reauthenticate_webauthn": _OWN,
    "mfa_remove_webauthn": _OWN,
    "mfa_edit_webauthn": _OWN,
    "mfa_login_webauthn": _MANY,
    "usersessions_list": _OWN,
    "people:join": _FEW,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rule:
    of: str
    by: str
    times: int
    seconds: int


def count_post(request: HttpRequest, name: str) -> None:
    """Count a POST to one of these addresses. Raises TooMany."""
    limit = POSTS.get(name)
    if limit is None or request.method != "POST":
        return
    by = (
        f"#{request.user.pk}"
        if limit.of_person and request.user.is_authenticated
        else client_network(request)
    )
    at_most(limit.times, of=name.replace(":", "."), by=by, seconds=limit.seconds)


def count_try(request: HttpRequest, account: str, *, of: str) -> None:
    """Count a try at an account before its secret is looked at, so that fifty at once are no more than five.

    `account` is the address as it was typed, or any other name: whether it exists is not asked. Raises TooMany.
    """
    for rule in _rules(request, account, of):
        use = count(of=rule.of, by=rule.by, seconds=rule.seconds)
        if use.times > rule.times:
            raise TooMany("", retry_after_seconds=use.ends_in_seconds)


def take_back_try(request: HttpRequest, account: str, *, of: str) -> None:
    """It was the right secret: the try counts for nothing, while the wrong ones before it still do."""
    for rule in _rules(request, account, of):
        give_back(of=rule.of, by=rule.by)


def count_letter(request: HttpRequest, address: str) -> None:
    """Count a letter that somebody who is not signed in causes to an address. Raises TooMany.

    As with wrong passwords: who floods an address is stopped, its owner at their own browser is not.
    """
    at = mark(address)
    browser = browsers.known(request, address)
    if browser:
        at_most(10, of="letter-browser", by=f"{at} {browser}", seconds=QUARTER)
        return
    at_most(4, of="letter-network", by=f"{at} {client_network(request)}", seconds=QUARTER)
    at_most(20, of="letter-address", by=at, seconds=HOUR)


def first_use(account: str, code: str) -> bool:
    """True if a code of an authenticator app opens the door for the first time; good for a minute and a half."""
    return count(of="code-used", by=f"{account} {code.strip()}", seconds=90).times == 1


def _rules(request: HttpRequest, account: str, of: str) -> list[_Rule]:
    browser, network = browsers.known(request, account), client_network(request)
    if browser:
        return [_Rule(of=f"{of}-browser", by=f"{account} {browser}", times=10, seconds=QUARTER)]
    return [
        _Rule(of=f"{of}-network", by=f"{account} {network}", times=5, seconds=QUARTER),
        _Rule(
            of=f"{of}-spray", by=network, times=40, seconds=QUARTER
        ),  # many accounts from one place
        _Rule(
            of=f"{of}-account", by=account, times=30, seconds=HOUR
        ),  # one account from many places
    ]
