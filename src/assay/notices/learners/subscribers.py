"""Learners, earners and endorsers: which events they are told of. Staff: `assessors/staff.py`."""

from django.urls import reverse

from assay.assessment.models import Appeal, Evaluation, IntegrityHold, Override
from assay.credentials.models import Award, Endorsement, EndorsementAsk, Wallet
from assay.evidence.models import MovedBecause, Submission
from assay.lib.wording import unlinked
from assay.notices.actions import tell
from assay.notices.learners import reissues
from assay.notices.letters import send_to
from assay.record.delivery import on
from assay.record.models import Event


@on("evidence.submitted")
def send_receipt(event: Event) -> None:
    """The receipt: submission ID and the day promised."""
    _tell_of(_submission(event.subject_id), "receipt", event, "evidence:detail")


@on("evidence.promised")
def tell_the_day(event: Event) -> None:
    """It was handed in while too few people could score it; now there is a day."""
    _tell_of(_submission(event.subject_id), "promised", event, "evidence:detail")


@on("evidence.promise_moved")
def tell_the_new_day(event: Event) -> None:
    """An honest new day, and why. After a hold its own e-mail says it."""
    if event.particulars.get("because") != MovedBecause.HELD:
        submission = _submission(event.subject_id)
        because = str(MovedBecause(event.particulars["because"]).label)
        _tell_of(submission, "promise_moved", event, "evidence:detail", because=because)


@on("evidence.reopened")
def tell_what_is_missing(event: Event) -> None:
    """Screening gave it back: not scored, not an attempt."""
    _tell_of(_submission(event.subject_id), "incomplete", event, "evidence:workspace")


@on("assessment.released")
def tell_that_the_decision_is_there(event: Event) -> None:
    """The letter waits behind the sign-in; the e-mail does not say which way it went."""
    evaluation = Evaluation.objects.get(pk=event.subject_id)
    _tell_of(
        _submission(evaluation.submission_id),
        "decision",
        event,
        "assessment:decision",
        overridden=Override.objects.filter(evaluation=evaluation).exists(),
    )


@on("assessment.appealed")
def confirm_the_appeal(event: Event) -> None:
    """It has arrived, and by when there is an answer."""
    _tell_of_appeal("appeal_filed", event)


@on("assessment.appeal_decided")
def tell_the_answer_is_there(event: Event) -> None:
    """What it says waits behind the sign-in."""
    _tell_of_appeal("appeal_answered", event)


@on("assessment.appeal_ruled")
def tell_the_chairs_word_is_there(event: Event) -> None:
    _tell_of_appeal("appeal_ruled", event)


@on("assessment.held")
def tell_that_it_is_on_hold(event: Event) -> None:
    """That it stands still, and what is asked: behind the sign-in, since nothing is decided."""
    row = IntegrityHold.objects.select_related("evaluation").get(pk=event.subject_id)
    if row.lifted_at is None:
        _tell_of(_submission(row.evaluation.submission_id), "held", event, "evidence:detail")


@on("assessment.hold_lifted")
def tell_that_it_goes_on(event: Event) -> None:
    """With the day that is promised by now; nothing where its learner took it back, and nothing goes on."""
    row = IntegrityHold.objects.select_related("evaluation").get(pk=event.subject_id)
    submission = _submission(row.evaluation.submission_id)
    if submission.status == "submitted":
        _tell_of(submission, "hold_lifted", event, "evidence:detail")


def _tell_of_appeal(name: str, event: Event) -> None:
    row = Appeal.objects.select_related("evaluation").get(pk=event.subject_id)
    submission = _submission(row.evaluation.submission_id)
    _tell_of(submission, name, event, "assessment:appeal", appeal=row)


@on("credentials.awarded")
def tell_that_the_badge_is_there(event: Event) -> None:
    """The badge is signed and theirs; nobody else sees it yet."""
    _tell_earner(_award(event.subject_id), "award", event)


@on("credentials.endorsement_asked")
def ask_for_an_endorsement(event: Event) -> None:
    """The earner's own words wait behind the sign-in."""
    rows = EndorsementAsk.objects.select_related(
        "asked", "guest", "award__version", "award__person", "award__issuer"
    )
    ask = rows.get(pk=event.subject_id)
    if ask.is_open and ask.asked is not None:
        path = reverse("credentials:asked", args=[ask.pk])
        version = ask.award.version
        tell("endorsement_asked", ask.asked, event, path=path, ask=ask, version=version)
    elif ask.is_open and ask.guest is not None:
        # Whoever is asked knows the earner; the earner's language is the best guess at theirs.
        send_to(
            "letter",
            ask.guest.address,
            event,
            locale=ask.award.person.locale,
            path=reverse("credentials:letter", args=[ask.pk, ask.token]),
            ask=ask,
            earner=unlinked(ask.award.name_as_issued),
        )


@on("credentials.endorsed")
def tell_the_earner_of_an_endorsement(event: Event) -> None:
    """Of a badge only: what an organization says of a micro-credential is on show already."""
    row = Endorsement.objects.select_related("award__person", "award__version").get(
        pk=event.subject_id
    )
    if row.award is not None:
        signer = _signer(row)
        _tell_earner(row.award, "endorsed", event, "#endorsements", endorsement=row, signer=signer)


@on("credentials.endorsed")
def tell_the_guest_what_they_signed(event: Event) -> None:
    """The only way in they have: with it they take their word back."""
    row = Endorsement.objects.select_related("award__person", "guest").get(pk=event.subject_id)
    if row.award is not None and row.guest is not None and row.guest.address:
        send_to(
            "given",
            row.guest.address,
            event,
            locale=row.award.person.locale,
            path=reverse("credentials:given", args=[row.pk, row.token]),
            endorsement=row,
            earner=unlinked(row.award.name_as_issued),
        )


@on("credentials.reissued")
def tell_that_it_was_signed_anew(event: Event) -> None:
    """Not to whoever did it themself; one letter a day, however many badges of theirs a run signs anew."""
    award = _award(event.subject_id)
    titles = reissues.to_tell(event, award)
    if len(titles) == 1:
        _tell_earner(award, "reissued", event, titles=titles, only=True)
    elif titles:
        path = reverse("credentials:portfolio")
        tell("reissued", award.person, event, path=path, titles=titles, only=False)


@on("credentials.revoked")
def tell_that_it_was_withdrawn(event: Event) -> None:
    """That there is news; what it is, and on which ground, waits behind the sign-in."""
    _tell_earner(_award(event.subject_id), "withdrawn", event)


@on("credentials.wallet_bound")
def tell_that_a_wallet_took_it(event: Event) -> None:
    """Whoever scans an offer first gets the badge: its earner hears of it, whoever that was."""
    award, wallet = (
        _award(event.subject_id),
        Wallet.objects.get(pk=event.particulars["wallet"]),
    )
    path = reverse("credentials:wallet", args=[award.pk])
    tell("wallet", award.person, event, path=path, version=award.version, wallet=wallet)


def _tell_of(
    submission: Submission, name: str, event: Event, url_name: str, **facts: object
) -> None:
    path = reverse(url_name, args=[submission.pk])
    person, version = submission.start.person, submission.version
    tell(name, person, event, path=path, version=version, submission=submission, **facts)


def _tell_earner(award: Award, name: str, event: Event, part: str = "", **facts: object) -> None:
    path = reverse("credentials:award", args=[award.pk]) + part
    tell(name, award.person, event, path=path, version=award.version, award=award, **facts)


def _signer(row: Endorsement) -> str:
    """A guest wrote the name themselves."""
    return unlinked(row.name_as_signed) if row.confirmed_domain else row.name_as_signed


def _award(pk: str) -> Award:
    return Award.objects.select_related("person", "version").get(pk=pk)


def _submission(pk: str | int) -> Submission:
    return Submission.objects.select_related("start__person", "version").get(pk=pk)
