"""Files beside the earner's answer in a case: checked and kept as evidence is, and deleted when their time is over."""

from datetime import timedelta
from typing import IO

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from assay.credentials import policy
from assay.credentials.awarding.actions.cases import answering
from assay.credentials.models import CaseFile, RevocationCase
from assay.evidence.actions import drop_bytes
from assay.evidence.files.accepted_files import MB, Limits
from assay.evidence.files.intake import NEVER, Arrived, receive
from assay.evidence.files.kinds import MEDIA_TYPES
from assay.evidence.files.storage import keep
from assay.evidence.models import ArtifactKind
from assay.evidence.quota import refuse_full_disk, refuse_without_room
from assay.lib.clock import now, today
from assay.lib.errors import BadInput, WrongState
from assay.lib.files.whole_files import no_room
from assay.people.models import Person
from assay.program.policies import EvidencePolicy, in_force
from assay.record.actions import has_noted, note
from assay.record.models import MACHINE

MOST_FILES, MOST_MB = 5, 100
_AT_ONCE = 500


def limits() -> Limits:
    """What is taken beside an answer: the types of evidence, a few files, of a size that a page's form can send."""
    most_mb = min(MOST_MB, in_force(EvidencePolicy).max_upload_mb)
    formats = tuple(name for name in MEDIA_TYPES if name not in NEVER)
    return Limits(formats=formats, max_bytes=most_mb * MB, most=MOST_FILES, links=False)


def add_case_file(case: RevocationCase, content: IO[bytes], *, name: str, by: Person) -> CaseFile:
    """Take a file beside the answer that is not sent yet. Checks and storing come before the transaction.

    Raises PermissionDenied for anyone but the earner, WrongState once it is answered or the panel votes, BadInput
    (empty, of no type that is taken, misnamed, unsafe, twice the same, one too many), TooLarge, NoRoom, NotKept.
    """
    with transaction.atomic():
        answering(case, by=by)
        _refuse_full(case)
    with no_room():  # some checks work on a copy in the temporary folder
        arrived = receive(content, name, limits())
    refuse_full_disk(arrived.size_bytes)
    with transaction.atomic():
        refuse_without_room(arrived.size_bytes, by=by)
    key = keep(arrived.content, arrived.sha256)
    return _add(case, arrived, key, by=by)


@transaction.atomic
def _add(case: RevocationCase, arrived: Arrived, key: str, *, by: Person) -> CaseFile:
    """The row. The case is held until commit, so what is counted is what there is."""
    answering(case, by=by)
    _refuse_full(case)
    twin = case.files.present().filter(sha256=arrived.sha256).first()
    if twin is not None:
        raise _wrong(
            _("This is the same file as “%(name)s”, which is already here.") % {"name": twin.name}
        )
    file = CaseFile.objects.create(
        case=case, kind=ArtifactKind.FILE, storage_key=key, added_at=now(), **arrived.facts()
    )
    note("credentials.case_file_added", case, by=by, file=file.pk, size_bytes=file.size_bytes)
    return file


@transaction.atomic
def remove_case_file(file: CaseFile, *, by: Person) -> None:
    """Take a file out before the answer is sent; nobody else has seen it, and it is deleted after a day.

    Raises PermissionDenied for anyone but the earner, WrongState once it is answered, and the second time.
    """
    answering(file.case, by=by)
    rows = CaseFile.objects.present().filter(pk=file.pk)
    if rows.update(removed_at=now()) != 1:
        raise WrongState(_("This was already taken out."))
    note("credentials.case_file_removed", file.case, by=by, file=file.pk)


@transaction.atomic
def open_case_file(file: CaseFile, *, again: bool = True, by: Person) -> None:
    """Somebody other than the earner opens a file: who, which, when. Raises PermissionDenied.

    `again` False: noted only if they have not opened it within the last hour, since a player asks piece by piece.
    """
    if not policy.can_read_case_files(by, file.case):
        raise PermissionDenied
    if policy.can_answer_case(by, file.case):
        return
    verb, lately = "credentials.case_file_opened", now() - timedelta(hours=1)
    if again or not has_noted(verb, file.case, by=by, since=lately, file=file.pk):
        note(verb, file.case, by=by, file=file.pk)


def delete_case_files() -> int:
    """Daily work: delete what was taken out, and what is kept no longer; how many. The row says when, and no name."""
    done = 0
    for file in list(CaseFile.objects.to_delete(today()).select_related("case")[:_AT_ONCE]):
        if drop_bytes(file):
            done += _let_go(file)
    return done


@transaction.atomic
def _let_go(file: CaseFile) -> int:
    rows = CaseFile.objects.filter(pk=file.pk, deleted_at__isnull=True)
    if rows.update(storage_key="", name="", deleted_at=now()) != 1:
        return 0
    note("credentials.case_file_deleted", file.case, by=MACHINE, file=file.pk)
    return 1


def _refuse_full(case: RevocationCase) -> None:
    if case.files.present().count() >= MOST_FILES:
        raise _wrong(
            _("There are %(most)s files already, which is the limit. Take one out first.")
            % {"most": MOST_FILES}
        )


def _wrong(message: str) -> BadInput:
    return BadInput(message, fields={"files": message})
