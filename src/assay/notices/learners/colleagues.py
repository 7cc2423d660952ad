"""Colleagues who talk: each hears that there is a message, and of a report who looks after the program."""

from django.urls import reverse

from assay.community.digest_links import ending_path
from assay.community.models import Digest, Inquiry, InquiryMessage, Post, Report, ReportOutcome
from assay.community.policy import reports_of
from assay.notices.actions import tell
from assay.notices.letters import address, send_to
from assay.people.models import Person, Role
from assay.record.delivery import on
from assay.record.models import Event


@on("community.asked")
def tell_who_is_asked(event: Event) -> None:
    inquiry = Inquiry.objects.for_pages().get(pk=event.subject_id)
    path = reverse("community:inquiry", args=[inquiry.pk])
    tell("inquiry_asked", inquiry.entry.person, event, path=path, other=inquiry.learner)


@on("community.wrote")
def tell_of_a_message(event: Event) -> None:
    """The other of the two."""
    rows = InquiryMessage.objects.select_related("by", "inquiry__learner", "inquiry__entry__person")
    message = rows.get(pk=event.subject_id)
    path = reverse("community:inquiry", args=[message.inquiry_id])
    tell(
        "inquiry_message",
        message.inquiry.other_than(message.by),
        event,
        path=path,
        other=message.by,
    )


@on("community.reported")
def tell_who_looks_after_it(event: Event) -> None:
    """The administrators of the program, and of a post the lead of its issuer, but for who wrote or reported it."""
    report = Report.objects.for_pages().get(pk=event.subject_id)
    path = reverse("community:report", args=[report.pk])
    roles = (Role.PROGRAM_ADMIN,) if report.message else (Role.PROGRAM_ADMIN, Role.LEAD_ASSESSOR)
    people = Person.objects.get_queryset().serving([report.program], *roles)
    for person in people.exclude(pk__in=(report.by_id, report.said.by_id)):
        if not Report.objects.filter(reports_of(person), pk=report.pk).exists():
            continue
        tell("words_reported", person, event, path=path)


@on("community.report_settled")
def tell_the_author(event: Event) -> None:
    """Where it was acted on."""
    report = Report.objects.for_pages().get(pk=event.subject_id)
    if report.outcome == ReportOutcome.UPHELD:
        path = _place_of(report)
        tell("words_acted_on", report.said.by, event, path=path)


@on("community.post_hidden")
def tell_whose_post_is_hidden(event: Event) -> None:
    """Its author; of what follows from a report they hear when it is settled."""
    post = Post.objects.select_related("by").get(pk=event.subject_id)
    if post.hidden_at is not None and event.particulars.get("report") is None:
        path = reverse("community:thread", args=[post.thread_id])
        tell("words_acted_on", post.by, event, path=path)


@on("community.digest_due")
def send_a_digest(event: Event) -> None:
    """An e-mail alone, to who chose it; the list of notices has none of it."""
    rows = Digest.objects.select_related("person", "micro_credential__current", "cohort")
    digest = rows.filter(pk=event.subject_id).first()
    if digest is None or not digest.person.is_active or not digest.person.email:
        return
    path = (
        reverse("community:discussion", args=[digest.micro_credential.slug])
        if digest.micro_credential is not None
        else reverse("community:cohort_discussion", args=[digest.cohort_id])
    )
    facts = {"n": event.particulars["posts"], "ending_url": address(ending_path(digest))}
    person = digest.person
    send_to("digest", person.email, event, locale=person.locale, person=person, path=path, **facts)


def _place_of(report: Report) -> str:
    """Where its author reads the reason."""
    if report.post is not None:
        return reverse("community:thread", args=[report.post.thread_id])
    assert report.message is not None  # of one or the other, by a constraint
    return reverse("community:inquiry", args=[report.message.inquiry_id])
