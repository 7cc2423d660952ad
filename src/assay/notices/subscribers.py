"""Which events people are written to about."""

from django.urls import reverse
from django.utils.timezone import localtime

from assay.assessment.models import Evaluation
from assay.credentials.models import Award, Endorsement, EndorsementAsk, Wallet
from assay.evidence.models import Submission
from assay.lib.wording import unlinked
from assay.notices import reissues
from assay.notices.letters import address, send, send_to
from assay.record.delivery import on
from assay.record.models import Event


@on("evidence.submitted")
def send_receipt(event: Event) -> None:
    """The receipt: submission ID and the day promised."""
    submission = _submission(event.subject_id)
    send("receipt", submission.start.person, event, submission=submission, url=_status(submission))


@on("evidence.promised")
def tell_the_day(event: Event) -> None:
    """It was handed in while too few people could judge it; now there is a day."""
    submission = _submission(event.subject_id)
    send("promised", submission.start.person, event, submission=submission, url=_status(submission))


@on("evidence.reopened")
def tell_what_is_missing(event: Event) -> None:
    """Screening gave it back: not judged, not an attempt."""
    submission = _submission(event.subject_id)
    url = address(reverse("evidence:workspace", args=[submission.pk]))
    send("incomplete", submission.start.person, event, submission=submission, url=url)


@on("assessment.released")
def tell_that_the_decision_is_there(event: Event) -> None:
    """The letter waits behind the sign-in; the e-mail does not say which way it went."""
    evaluation = Evaluation.objects.select_related("submission").get(pk=event.subject_id)
    submission = _submission(evaluation.submission_id)
    url = address(reverse("assessment:decision", args=[submission.pk]))
    send("decision", submission.start.person, event, submission=submission, url=url)


@on("credentials.awarded")
def tell_that_the_badge_is_there(event: Event) -> None:
    """The badge is signed and theirs; nobody else sees it yet."""
    award = Award.objects.select_related("person", "version").get(pk=event.subject_id)
    send(
        "award",
        award.person,
        event,
        award=award,
        url=address(reverse("credentials:award", args=[award.pk])),
    )


@on("credentials.endorsement_asked")
def ask_for_an_endorsement(event: Event) -> None:
    """The earner's own words wait behind the sign-in."""
    rows = EndorsementAsk.objects.select_related(
        "asked", "guest", "award__version", "award__person", "award__issuer"
    )
    ask = rows.get(pk=event.subject_id)
    if ask.is_open and ask.asked is not None:
        send(
            "endorsement_asked",
            ask.asked,
            event,
            ask=ask,
            url=address(reverse("credentials:asked", args=[ask.pk])),
        )
    elif ask.is_open and ask.guest is not None:
        url = address(reverse("credentials:letter", args=[ask.pk, ask.token]))
        until = localtime(ask.expires_at).date() if ask.expires_at else None
        # Whoever is asked knows the earner; the earner's language is the best guess at theirs.
        send_to(
            "letter",
            ask.guest.address,
            event,
            locale=ask.award.person.locale,
            ask=ask,
            url=url,
            until=until,
            earner=unlinked(ask.award.name_as_issued),
        )


@on("credentials.endorsed")
def tell_the_earner_of_an_endorsement(event: Event) -> None:
    """Of a badge only: what an organization says of a micro-credential is on show already."""
    row = Endorsement.objects.select_related("award__person").get(pk=event.subject_id)
    if row.award is not None:
        url = address(reverse("credentials:award", args=[row.award.pk])) + "#endorsements"
        send("endorsed", row.award.person, event, endorsement=row, url=url, signer=_signer(row))


@on("credentials.endorsed")
def tell_the_guest_what_they_signed(event: Event) -> None:
    """The only way in they have: with it they take their word back."""
    row = Endorsement.objects.select_related("award__person", "guest").get(pk=event.subject_id)
    if row.award is not None and row.guest is not None and row.guest.address:
        url = address(reverse("credentials:given", args=[row.pk, row.token]))
        send_to(
            "given",
            row.guest.address,
            event,
            locale=row.award.person.locale,
            endorsement=row,
            url=url,
            earner=unlinked(row.award.name_as_issued),
        )


@on("credentials.reissued")
def tell_that_it_was_signed_anew(event: Event) -> None:
    """Not to whoever did it themself; one letter a day, however many badges of theirs a run signs anew."""
    award = Award.objects.select_related("person").get(pk=event.subject_id)
    titles = reissues.to_tell(event, award)
    if titles:
        only = len(titles) == 1
        path = (
            reverse("credentials:award", args=[award.pk])
            if only
            else reverse("credentials:portfolio")
        )
        send("reissued", award.person, event, titles=titles, only=only, url=address(path))


@on("credentials.revoked")
def tell_that_it_was_withdrawn(event: Event) -> None:
    """That there is news; what it is, and on which ground, waits behind the sign-in."""
    award = Award.objects.select_related("person", "version").get(pk=event.subject_id)
    send(
        "withdrawn",
        award.person,
        event,
        award=award,
        url=address(reverse("credentials:award", args=[award.pk])),
    )


@on("credentials.wallet_bound")
def tell_that_a_wallet_took_it(event: Event) -> None:
    """Whoever scans an offer first gets the badge: its earner hears of it, whoever that was."""
    award = Award.objects.select_related("person", "version").get(pk=event.subject_id)
    wallet = Wallet.objects.get(pk=event.particulars["wallet"])
    url = address(reverse("credentials:wallet", args=[award.pk]))
    send("wallet", award.person, event, award=award, wallet=wallet, url=url)


def _signer(row: Endorsement) -> str:
    """A guest wrote the name themselves."""
    return unlinked(row.name_as_signed) if row.confirmed_domain else row.name_as_signed


def _submission(pk: str | int) -> Submission:
    return Submission.objects.select_related("start__person", "version").get(pk=pk)


def _status(submission: Submission) -> str:
    return address(reverse("evidence:detail", args=[submission.pk]))
