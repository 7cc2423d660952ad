"""Showing earned work as an example: proposed, agreed to piece by piece, approved, and taken back at any time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from assay.assessment.models import Evaluation
from assay.community import policy
from assay.community.exemplar_pieces import (
    Choice,
    award_of,
    choices,
    strength,
    text_of,
    why_not_now,
)
from assay.community.models import (
    Audience,
    EndedBecause,
    Exemplar,
    ExemplarPiece,
    ExemplarStatus,
    License,
    Ownership,
)
from assay.credentials.models import Award
from assay.evidence.models import Submission
from assay.lib.clock import now, today
from assay.lib.errors import BadInput, WrongState
from assay.lib.locks import first_come, hold
from assay.lib.states import move
from assay.lib.text.folding import folded
from assay.lib.wording import clean, clean_line
from assay.people.models import Actor, Organization, Person, Role
from assay.program.calendar import add_months
from assay.program.policies import EvidencePolicy, in_force
from assay.record.actions import note
from assay.record.models import MACHINE

MAX_TITLE, MAX_PIECES, MAX_WORDS = 120, 12, 500
#: Its learner and the privacy officer hear of the end so long before.
TOLD_BEFORE = timedelta(days=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChosenPiece:
    """What a learner picked: which thing, which criterion, and which part of it."""

    key: str  # exemplar_pieces.Choice.key
    criterion: str
    passage: str = ""
    from_seconds: int | None = None
    to_seconds: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """How it is shown, as its learner says."""

    title: str
    audience: str = Audience.PROGRAM
    named: bool = False
    ownership: str = Ownership.LEARNER
    license: str = License.RESERVED


def statement() -> str:
    """The words a learner confirms, which are kept with the exemplar."""
    return _(
        "I want these pieces shown to the people I chose. Everyone who can be recognized in them agreed to it, and for "
        "every student a guardian did, in writing. I can take it back at any time."
    )


@transaction.atomic
def propose_exemplar(evaluation: Evaluation, *, by: Person) -> Exemplar:
    """Propose a work one judged, without knowing whose it is (D12). Its learner is asked once it is earned.

    Whoever proposes learns nothing of what becomes of it, and its learner not who proposed it. A learner is asked once:
    a second press gives what is there, also after a no. Raises PermissionDenied for whoever did not judge it.
    """
    if not policy.can_propose_exemplar(by, evaluation):
        raise PermissionDenied
    hold(evaluation.submission)
    found = Exemplar.objects.filter(submission=evaluation.submission).order_by("-pk").first()
    if found is not None:
        return found
    return _proposed(evaluation.submission, by)


@transaction.atomic
def show_as_exemplar(
    submission: Submission,
    chosen: Sequence[ChosenPiece],
    terms: Terms,
    *,
    confirmed: bool,
    by: Person,
) -> Exemplar:
    """Its learner's yes, piece by piece: it goes to the privacy officer, and is shown to nobody before (D12, D8).

    Raises PermissionDenied for anyone else; WrongState for what is not earned, or with the officer already; BadInput
    for a piece that may not be shown to these people, and without the confirmation.
    """
    if not policy.can_show_work(by, submission):
        raise PermissionDenied
    hold(submission)
    award = award_of(submission)
    if award is None or submission.outcome != "earned" or submission.set_aside_at is not None:
        raise WrongState(_("Only work with a badge that is still valid can be an example."))
    program = program_for(by, submission)
    if program is None:
        raise WrongState(_("You belong to no program now, so no one could look after it."))
    found = choices(award)
    _refuse_bad_input(found, chosen, terms, confirmed=confirmed)
    row = Exemplar.objects.open().filter(submission=submission).first() or _proposed(submission, by)
    move(
        row,
        to=ExemplarStatus.AGREED,
        program=program,
        title=clean_line(terms.title),
        folded=folded(f"{clean_line(terms.title)} {submission.version.title}"),
        audience=terms.audience,
        named=terms.named,
        ownership=terms.ownership,
        license=terms.license,
        statement=statement(),
        agreed_at=now(),
    )
    by_key = {choice.key: choice for choice in found}
    ExemplarPiece.objects.bulk_create(
        _piece(row, number, by_key[one.key], one, award) for number, one in enumerate(chosen, 1)
    )
    note(
        "community.exemplar_agreed",
        row,
        by=by,
        submission=submission.pk,
        pieces=len(chosen),
        audience=str(terms.audience),
    )
    return row


@transaction.atomic
def approve_exemplar(
    exemplar: Exemplar, *, starts_on: date | None = None, ends_on: date | None = None, by: Person
) -> None:
    """The privacy officer's yes, from a day until a day; by default from today for as long as the policy allows.

    Raises PermissionDenied for anyone but a privacy officer of the learner's program, WrongState where it moved on or
    something it rests on has gone, BadInput for days that cannot be.
    """
    if not policy.can_decide_on_exemplar(by, exemplar):
        raise PermissionDenied
    hold(exemplar.submission)
    begin = starts_on or today()
    most = last_day(begin)
    end = ends_on or most
    wrong = {}
    if begin < today():
        wrong["starts_on"] = _("This day is over. Choose today or a later one.")
    if end < begin:
        wrong["ends_on"] = _("The last day comes before the first.")
    elif end > most:
        wrong["ends_on"] = _("At the latest %(day)s, by your program’s rules.") % {
            "day": most.isoformat()
        }
    if wrong:
        raise BadInput(next(iter(wrong.values())), fields=wrong)
    if why := why_broken(exemplar):
        raise WrongState(str(EndedBecause(why).label))
    move(
        exemplar,
        to=ExemplarStatus.APPROVED,
        decided_by=by,
        decided_at=now(),
        starts_on=begin,
        ends_on=end,
    )
    note(
        "community.exemplar_approved",
        exemplar,
        by=by,
        submission=exemplar.submission_id,
        starts_on=begin.isoformat(),
        ends_on=end.isoformat(),
    )


@transaction.atomic
def decline_exemplar(exemplar: Exemplar, words: str = "", *, by: Person) -> None:
    """No: by its learner, who need not say why, or by the privacy officer, who says it in words for the learner.

    Raises PermissionDenied, WrongState where it has moved on, BadInput without the officer's words.
    """
    if not policy.can_decline_exemplar(by, exemplar):
        raise PermissionDenied
    officer = not policy.can_show_work(by, exemplar.submission)
    said = _words(words, needed=officer)
    decided = (by, now()) if officer else (None, None)
    move(
        exemplar,
        to=ExemplarStatus.DECLINED,
        words=said,
        ended_at=now(),
        decided_by=decided[0],
        decided_at=decided[1],
    )
    note("community.exemplar_declined", exemplar, by=by, submission=exemplar.submission_id)


@transaction.atomic
def withdraw_exemplar(exemplar: Exemplar, words: str = "", *, by: Person) -> None:
    """Take it back: every page and file of it is closed from the next request on.

    Raises PermissionDenied for anyone but its learner and the privacy officer, WrongState the second time, BadInput
    without the officer's words.
    """
    if not policy.can_withdraw_exemplar(by, exemplar):
        raise PermissionDenied
    learner = policy.can_show_work(by, exemplar.submission)
    because = EndedBecause.LEARNER if learner else EndedBecause.OFFICER
    _end(exemplar, because, words=_words(words, needed=not learner), by=by)


@transaction.atomic
def withdraw_broken(exemplar: Exemplar) -> bool:
    """Take it back where something it rests on has gone; it has not been shown since. False where nothing has."""
    hold(exemplar)
    exemplar.refresh_from_db(fields=("status",))
    why = why_broken(exemplar) if exemplar.is_open else ""
    if why:
        _end(exemplar, EndedBecause(why), by=MACHINE)
    return bool(why)


def tend_exemplars() -> None:
    """End those whose time is over or that rest on what has gone; tell of those that end soon. Each by itself."""
    day = today()
    agreed = Exemplar.objects.filter(
        status__in=(ExemplarStatus.AGREED, ExemplarStatus.APPROVED)
    ).with_work()
    intact = Exemplar.objects.all().intact(day).values("pk")
    for row in agreed.exclude(pk__in=intact):
        withdraw_broken(row)
    approved = Exemplar.objects.filter(status=ExemplarStatus.APPROVED).with_work()
    for row in approved.filter(ends_on__lt=day):
        _end_in_time(row)
    for row in approved.filter(
        ends_on__gte=day, ends_on__lte=day + TOLD_BEFORE, reminded_at__isnull=True
    ):
        _tell_of_end(row)


def why_broken(exemplar: Exemplar) -> str:
    """Which thing it rests on has gone, as an `EndedBecause`; "" where all is there. A few queries."""
    submission = exemplar.submission
    if not submission.start.person.is_active:
        return EndedBecause.ACCOUNT
    award = award_of(submission)
    if award is None or submission.outcome != "earned" or submission.set_aside_at is not None:
        # Proposed before it was judged to its end: there is nothing yet that could have gone.
        return "" if exemplar.status == ExemplarStatus.PROPOSED else EndedBecause.AWARD
    pieces = exemplar.pieces.select_related(
        "artifact__consent", "response__submission", "permission"
    ).prefetch_related("artifact__holds", "artifact__public_consents")
    content = award.version.content
    return next(
        (why for piece in pieces if (why := why_not_now(piece, content, exemplar.audience))), ""
    )


def last_day(first: date) -> date:
    """The last day on which something may be shown that is shown from this day on, by the policy of today."""
    return add_months(first, in_force(EvidencePolicy).exemplar_months)


def program_for(learner: Person, submission: Submission) -> Organization | None:
    """Where its learner belongs today: the program that issued it, where they are of several."""
    held = learner.current_memberships
    homes = [m.organization for m in held if m.role == Role.LEARNER] or [
        m.organization for m in held
    ]
    programs = [program for home in homes if (program := home.program_above) is not None]
    issuer = submission.version.micro_credential.issuer
    within = [program for program in programs if issuer.path.startswith(program.path)]
    return next(iter([*within, *programs]), None)


def _proposed(submission: Submission, by: Person) -> Exemplar:
    with first_come(_("Someone has already proposed this work.")):
        row = Exemplar.objects.create(submission=submission, proposed_by=by, proposed_at=now())
    note("community.exemplar_proposed", row, by=by, submission=submission.pk)
    return row


def _piece(
    row: Exemplar, number: int, choice: Choice, one: ChosenPiece, award: Award
) -> ExemplarPiece:
    return ExemplarPiece(
        exemplar=row,
        number=number,
        artifact=choice.artifact,
        response=choice.response,
        permission=choice.permission,
        criterion=one.criterion,
        strength=strength(award, one.criterion),
        passage=clean(one.passage).strip() if choice.response else "",
        from_seconds=one.from_seconds if choice.is_recording else None,
        to_seconds=one.to_seconds if choice.is_recording else None,
    )


def _refuse_bad_input(
    found: Sequence[Choice], chosen: Sequence[ChosenPiece], terms: Terms, *, confirmed: bool
) -> None:
    wrong: dict[str, str] = {}
    title = clean_line(terms.title)
    if not title or len(title) > MAX_TITLE:
        wrong["title"] = _("Give it a title of 1 to %(n)d characters.") % {"n": MAX_TITLE}
    if terms.audience not in Audience.values:
        wrong["audience"] = _("Choose who may see it.")
    if terms.ownership not in Ownership.values or terms.license not in License.values:
        wrong["license"] = _("Choose one of the answers.")
    keys = [one.key for one in chosen]
    if not chosen or len(chosen) > MAX_PIECES or len(set(keys)) != len(keys):
        wrong["pieces"] = _("Choose at least one piece, and at most %(n)d.") % {"n": MAX_PIECES}
    if not confirmed:
        wrong["confirmed"] = _("Confirm this only if it is so. Until then nothing is shown.")
    by_key = {choice.key: choice for choice in found}
    for one in chosen:
        wrong |= _wrong_with(by_key.get(one.key), one, terms.audience)
    if wrong:
        raise BadInput(next(iter(wrong.values())), fields=wrong)


def _wrong_with(choice: Choice | None, one: ChosenPiece, audience: str) -> dict[str, str]:
    if choice is None:
        return {"pieces": _("This piece is no longer there. Choose from the list.")}
    if why := choice.barred(audience):
        return {f"piece-{one.key}": why}
    if one.criterion not in {criterion.id for criterion in choice.criteria}:
        return {f"criterion-{one.key}": _("Choose the criterion that it shows.")}
    passage = clean(one.passage).strip()
    if choice.response is not None and passage not in text_of(choice.response):
        return {
            f"passage-{one.key}": _(
                "Copy the passage word for word from your answer, so that it stays what was judged."
            )
        }
    begin, end = one.from_seconds, one.to_seconds
    if end is not None and (begin or 0) >= end:
        return {f"to-{one.key}": _("The end comes before the beginning.")}
    return {}


def _words(words: str, *, needed: bool) -> str:
    said = clean(words).strip()
    message = ""
    if needed and not said:
        message = _("Say why in a sentence. Its learner reads it.")
    if len(said) > MAX_WORDS:
        message = _("Keep it to %(n)d characters.") % {"n": MAX_WORDS}
    if message:
        raise BadInput(message, fields={"words": message})
    return said


@transaction.atomic
def _end_in_time(row: Exemplar) -> None:
    hold(row)
    row.refresh_from_db(fields=("status",))
    if row.status == ExemplarStatus.APPROVED:
        _end(row, EndedBecause.TIME, by=MACHINE)


@transaction.atomic
def _tell_of_end(row: Exemplar) -> None:
    """Once: of many that look at once, one tells."""
    told = Exemplar.objects.filter(
        pk=row.pk, status=ExemplarStatus.APPROVED, reminded_at__isnull=True
    )
    if row.ends_on is not None and told.update(reminded_at=now()):
        note("community.exemplar_ending", row, by=MACHINE, ends_on=row.ends_on.isoformat())


def _end(exemplar: Exemplar, because: EndedBecause, *, words: str = "", by: Actor) -> None:
    move(
        exemplar,
        to=ExemplarStatus.WITHDRAWN,
        ended_because=because,
        words=words,
        ended_at=now(),
    )
    note(
        "community.exemplar_withdrawn",
        exemplar,
        by=by,
        submission=exemplar.submission_id,
        because=str(because),
    )
