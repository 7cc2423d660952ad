"""Assessors, attested by a lead until calibration exists; and conflicts of interest, declared and ended."""

from collections.abc import Sequence

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from assay.assessment import policy
from assay.assessment.models import (
    CONFLICTS,
    FACTS,
    Anchor,
    Assessor,
    AssessorOffer,
    Basis,
    Calibration,
    Conflict,
)
from assay.assessment.pool.actions.calibrating import stop_calibration
from assay.assessment.pool.holding import holds
from assay.catalog.models import MicroCredential, major_of
from assay.lib.clock import now, today
from assay.lib.errors import BadInput, Refusal, WrongState
from assay.lib.locks import hold
from assay.lib.wording import clean
from assay.people.models import Actor, Person
from assay.program.policies import AssessorPolicy, in_force
from assay.record.actions import note
from assay.record.models import MACHINE

#: The policy under which a lead attests where anchors lack; everything is scored by two then.
MAY_ATTEST = "lead_attests_and_all_double_scored"


@transaction.atomic
def attest(
    person: Person,
    micro_credential: MicroCredential,
    major: str,
    *,
    by: Person,
    basis: str,
    statement: str = "",
) -> Assessor:
    """A lead attests that somebody may score a scoring version (D10: an expert, or a peer who holds it).

    Raises PermissionDenied for leads of others and for oneself, BadInput for a version that was never published, for
    somebody outside the issuer's pool and for a peer who does not hold it, WrongState the second time.
    """
    if not policy.can_attest(by, person, micro_credential):
        raise PermissionDenied
    numbers = micro_credential.versions.public().values_list("number", flat=True)
    if major not in map(major_of, numbers):
        message = _("Choose at least one version.")
        raise BadInput(message, fields={"versions": message})
    if not policy.may_score(person, micro_credential):
        where = {"name": person.display_name, "issuer": micro_credential.issuer.name}
        raise BadInput(
            _("%(name)s is no assessor of %(issuer)s. An administrator there gives the role first.")
            % where
        )
    if basis not in Basis.values:
        raise BadInput(_("Choose a basis: expert, or holds it."))
    if basis == Basis.HOLDER and not holds(person, micro_credential):
        raise BadInput(
            _("%(name)s has not earned this micro-credential yet.") % {"name": person.display_name}
        )
    rules = in_force(AssessorPolicy)
    there = Anchor.objects.usable().of(micro_credential.pk, major).count()
    if there < rules.anchors and rules.with_fewer_anchors != MAY_ATTEST:
        raise BadInput(
            _("There are %(there)d anchors of %(asked)d. By your program’s policy they come first.")
            % {"there": there, "asked": rules.anchors}
        )
    try:
        with transaction.atomic():
            assessor = Assessor.objects.create(
                person=person,
                micro_credential=micro_credential,
                major=major,
                basis=basis,
                attested_by=by,
                attested_at=now(),
                statement=clean(statement).strip(),
            )
    except IntegrityError as e:
        raise WrongState(
            _("%(name)s can already assess this.") % {"name": person.display_name}
        ) from e
    AssessorOffer.objects.filter(
        person=person, micro_credential=micro_credential, ended_at__isnull=True
    ).update(ended_at=now())
    note(
        "assessment.attested",
        assessor,
        by=by,
        person=person.pk,
        micro_credential=micro_credential.pk,
        major=major,
    )
    return assessor


@transaction.atomic
def end_basis(assessor: Assessor, *, by: Actor) -> None:
    """End it: no new work is offered; what was scored stands. The machine does, when what was held is revoked."""
    if by is not None and not policy.can_attest(by, assessor.person, assessor.micro_credential):
        raise PermissionDenied
    if Assessor.objects.filter(pk=assessor.pk, ended_at__isnull=True).update(ended_at=now()) != 1:
        raise WrongState(_("This has ended before."))
    assessor.refresh_from_db(fields=("ended_at",))
    turns = Calibration.objects.open().filter(
        person=assessor.person_id, micro_credential=assessor.micro_credential_id
    )
    for turn in turns.filter(major=assessor.major):
        stop_calibration(turn, by=MACHINE)
    note("assessment.basis_ended", assessor, by=by, person=assessor.person_id)


@transaction.atomic
def resume_basis(assessor: Assessor, *, by: Person) -> None:
    """Take the end back on the day it was made; what was ended by the machine, or before, is attested again instead.

    Raises PermissionDenied for leads of others, WrongState another day, and where it goes on already.
    """
    if not policy.can_resume(by, assessor):
        raise PermissionDenied
    if assessor.ended_at is None:
        raise WrongState(_("It has not ended."))
    if timezone.localtime(assessor.ended_at).date() != today():
        raise WrongState(_("You can only undo this on the same day. Approve again instead."))
    try:
        with transaction.atomic():
            ended = Assessor.objects.filter(pk=assessor.pk, ended_at__isnull=False)
            if ended.update(ended_at=None) != 1:
                raise WrongState(_("It has not ended."))
    except IntegrityError as e:
        raise WrongState(
            _("%(name)s can already assess this.") % {"name": assessor.person.display_name}
        ) from e
    assessor.refresh_from_db(fields=("ended_at",))
    note("assessment.basis_resumed", assessor, by=by, person=assessor.person_id)


def attest_many(
    people: Sequence[Person],
    versions: Sequence[tuple[MicroCredential, str]],
    *,
    by: Person,
    basis: str,
    statement: str = "",
) -> tuple[list[Assessor], list[tuple[Person, MicroCredential, Refusal]]]:
    """Attest each of these people for each of these versions; what is refused is told by row, the rest is done.

    Raises PermissionDenied for leads of others and for oneself: then nothing is done.
    """
    done: list[Assessor] = []
    refused: list[tuple[Person, MicroCredential, Refusal]] = []
    # In one order, whoever asks: two leads who name the same in another would wait for each other.
    people = sorted(people, key=lambda person: person.pk)
    versions = sorted(versions, key=lambda version: (version[0].pk, version[1]))
    with transaction.atomic():
        for person in people:
            for micro_credential, major in versions:
                try:
                    done.append(
                        attest(
                            person, micro_credential, major, by=by, basis=basis, statement=statement
                        )
                    )
                except Refusal as refusal:
                    refused.append((person, micro_credential, refusal))
    return done, refused


@transaction.atomic
def declare_conflict(person: Person, other: Person, ground: str, *, by: Person) -> Conflict:
    """Declare that one must not judge the other's work: by the person themselves, or by a lead of theirs.

    What one holds of the other's at this moment stays on their desk and never counts (`hand_over`). Raises
    PermissionDenied, BadInput, WrongState.
    """
    if not policy.can_declare_conflict(by, person, other):
        raise PermissionDenied
    if ground not in CONFLICTS or person.pk == other.pk:
        raise BadInput(_("Choose another person and a reason."))
    hold(person)
    if Conflict.objects.filter(person=person, other=other).exists():
        raise WrongState(_("This is already declared."))
    conflict = Conflict.objects.create(person=person, other=other, ground=ground, declared_at=now())
    note(
        "assessment.conflict_declared",
        conflict,
        by=by,
        person=person.pk,
        other=other.pk,
        ground=ground,
    )
    return conflict


@transaction.atomic
def end_conflict(conflict: Conflict, *, by: Person) -> None:
    """Take a declared conflict back: who declared it, or a lead. A fact, a lead who is neither of the two."""
    is_fact = conflict.ground in FACTS
    if not policy.can_end_conflict(by, conflict, is_fact=is_fact):
        raise PermissionDenied
    note(
        "assessment.conflict_ended",
        conflict,
        by=by,
        person=conflict.person_id,
        other=conflict.other_id,
    )
    conflict.delete()
