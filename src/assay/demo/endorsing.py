"""Endorsements in the demo: two organizations of what it offers, a coach of a badge, a request that waits."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from assay.catalog.models import MicroCredential
from assay.credentials import actions
from assay.credentials.models import Award, Endorsement, EndorsementAsk
from assay.demo.district import BEGAN_ON, MAIL, person
from assay.demo.places import load, load_all
from assay.lib.clock import held_at
from assay.people.actions import add_person, grant
from assay.people.models import Organization
from assay.record.models import MACHINE

Happening = tuple[datetime, Callable[[], None]]
CONTENT = "endorsements.yaml"


def found_signers() -> None:
    """The people who sign for the partner organizations."""
    for row in load(CONTENT)["signers"]:
        address = f"{row['name'].lower().replace(' ', '.')}@{MAIL}"
        someone = add_person(address, row["name"], by=MACHINE, sourced_id=row["id"])
        grant(someone, _organization(row), row["role"], by=MACHINE, from_on=BEGAN_ON)


def events() -> list[Happening]:
    """Everything that was said, as (when, what); the caller holds the clock at each."""
    content = load(CONTENT)
    signers = {row["id"]: row for row in content["signers"]}
    found: list[Happening] = []
    for said in content["of_micro_credentials"]:
        found.append((_at(said["at"]), partial(_endorse, said, signers[said["by"]])))
    for said in content["of_badges"]:
        for when, what in (("asked_at", _ask), ("at", _answer), ("accepted_at", _accept)):
            found.append((_at(said[when]), partial(what, said)))
    return found


def lay_out(today: datetime) -> None:
    """Requests that wait, dated relative to `today`."""
    for said in load(CONTENT)["open"]:
        with held_at(today - timedelta(days=said["days_ago"])):
            _ask(said)


def _endorse(said: dict[str, Any], signer: dict[str, Any]) -> None:
    version = MicroCredential.objects.get(ident=said["micro_credential"]).current
    assert version is not None
    actions.endorse(
        version, text=said["text"], organization=_organization(signer), by=person(said["by"])
    )


def _ask(said: dict[str, Any]) -> None:
    award = _award(said)
    actions.ask_for_endorsement(
        award, of=person(said["asked"]), words=said["words"], by=award.person
    )


def _answer(said: dict[str, Any]) -> None:
    ask = EndorsementAsk.objects.open().get(award=_award(said), asked__sourced_id=said["asked"])
    actions.endorse_award(ask, text=said["text"], by=person(said["asked"]))


def _accept(said: dict[str, Any]) -> None:
    """And signs the badge anew, so that its file carries it."""
    award = _award(said)
    actions.accept_endorsement(Endorsement.objects.get(award=award), by=award.person)
    actions.reissue(award, by=award.person)


def _award(said: dict[str, Any]) -> Award:
    sample = next(row for row in load_all("submissions") if row["id"] == said["submission"])
    return Award.objects.get(
        person__sourced_id=sample["learner"]["ref"],
        version__micro_credential__ident=sample["micro_credential"],
    )


def _organization(row: dict[str, Any]) -> Organization:
    return Organization.objects.get(ident=row["organization"])


def _at(text: str) -> datetime:
    return datetime.fromisoformat(text)
