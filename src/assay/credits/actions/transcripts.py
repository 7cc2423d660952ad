"""A transcript: made and ended by its learner alone."""

import hashlib
from datetime import date, timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from assay.credentials.badge.learner_record import signed_record, withdraw_record
from assay.credits import policy, printing, transcripts
from assay.credits.models import Transcript
from assay.credits.transcripts import Chosen
from assay.lib.clock import now, today
from assay.lib.errors import BadInput, WrongState
from assay.lib.ids import token
from assay.lib.locks import hold
from assay.people.models import Person
from assay.record.actions import note

MOST_TRANSCRIPTS, MOST_DAYS = 20, 730


def make_transcript(person: Person, until: date, *, chosen: Chosen, by: Person) -> Transcript:
    """Print and sign a transcript as things stand now. Some tenths of a second, before anything is locked.

    Raises PermissionDenied for anyone but oneself, BadInput (`fields`) for a day that is over or more than two years
    away, WrongState beyond twenty that can still be checked.
    """
    if not policy.can_show(by, person):
        raise PermissionDenied
    if not today() <= until <= today() + timedelta(days=MOST_DAYS):
        said = _("Choose a day from today to two years from now.")
        raise BadInput(said, fields={"until": said})
    _refuse_beyond_the_most(person)
    mark, at = token(), now()
    address, facts = transcripts.address_of(mark), transcripts.facts_of(person, chosen)
    pdf = printing.transcript(facts, address=address, made_on=today(), until=until)
    record = signed_record(
        person,
        name=facts["name"],
        address=address,
        until=until,
        credit=transcripts.approved(transcripts.taken(person, chosen), mark),
        at=at,
    )
    with transaction.atomic():
        hold(person)
        _refuse_beyond_the_most(person)
        row = Transcript.objects.create(
            person=person,
            token=mark,
            made_at=at,
            until_on=until,
            facts=facts,
            pdf=pdf,
            sha256=hashlib.sha256(pdf).hexdigest(),
            record=record,
        )
        note("credits.transcript_made", row, by=by, until=until.isoformat(), sha256=row.sha256)
    return row


@transaction.atomic
def end_transcript(row: Transcript, *, by: Person) -> None:
    """Let its address answer no more, and have its learner record withdrawn for every verifier. Badges stay.

    Raises PermissionDenied, WrongState if it had ended.
    """
    if not policy.can_show(by, row.person):
        raise PermissionDenied
    if not Transcript.objects.filter(pk=row.pk, ended_at=None).update(ended_at=now()):
        raise WrongState(_("This transcript has already ended."))
    if row.record:
        withdraw_record(bytes(row.record))
    note("credits.transcript_ended", row, by=by)


def _refuse_beyond_the_most(person: Person) -> None:
    if Transcript.objects.visible_to(person).working().count() >= MOST_TRANSCRIPTS:
        raise WrongState(_("Twenty transcripts can be checked. End one that you no longer need."))
