"""Credit: its learner hears of a proposal, of what is to be mended, of what was sent back, and of a state's own
evaluation.
"""

from django.urls import reverse
from django.utils import timezone

from assay.credentials.models import Award
from assay.credits.facts import rule_named
from assay.credits.models import (
    Credit,
    EntryKind,
    RecognitionKind,
    RecognitionRequest,
    ValueAtStart,
)
from assay.credits.recognition import principals_of
from assay.credits.schedule import evaluation_day
from assay.notices.actions import tell
from assay.record.delivery import on
from assay.record.models import Event


@on("credits.mending_asked")
def ask_to_mend(event: Event) -> None:
    """Something stands in the way; what it is waits behind the sign-in."""
    _tell("credit_to_mend", event)


@on("credits.lead_time_told")
def tell_of_lead_time(event: Event) -> None:
    """They began before a program could count; their page says from when it does."""
    award = Award.objects.select_related("person", "version").get(pk=event.subject_id)
    path = reverse("credits:licenses")
    tell("lead_time_missed", award.person, event, path=path, version=award.version)


@on("credits.recognition_asked")
def tell_the_principal(event: Event) -> None:
    """A learner had a letter reach their principal; whose it is and what for waits behind the sign-in."""
    rows = RecognitionRequest.objects.select_related("person", "recognition")
    asked = rows.filter(pk=event.subject_id, ended_at=None).first()
    if asked is None or asked.recognition.kind != RecognitionKind.LETTER:
        return  # taken back meanwhile, or a celebration, which nobody is written to about
    for principal in principals_of(asked.person):
        tell("principal_letter", principal, event, path=reverse("credits:celebrations"))


@on("credits.held")
def tell_of_a_hold(event: Event) -> None:
    _tell("credit_held", event)


@on("credits.rejected")
def tell_that_it_came_back(event: Event) -> None:
    _tell("credit_sent_back", event)


@on("credits.exported")
def remind_of_the_states_evaluation(event: Event) -> None:
    """Where a state counts credit only once its own evaluation is answered: when it was first sent, until when."""
    credit = Credit.objects.select_related("person", "award__version").get(pk=event.subject_id)
    rule = rule_named(credit.rule)
    sent = credit.entries.filter(kind=EntryKind.EXPORTED)
    if rule is None or credit.license_id is None:
        return
    if sent.filter(number__lt=event.particulars["entry"]).exists():
        return
    day = evaluation_day(timezone.localtime(event.at).date(), rule.evaluation_within_days)
    if day is not None:
        path = reverse("credits:license", args=[credit.license_id])
        version = credit.award.version
        tell("state_evaluation", credit.person, event, path=path, version=version, day=day)


@on("credits.value_changed")
def tell_of_another_value(event: Event) -> None:
    """What they have begun would come to something else by now."""
    row = ValueAtStart.objects.select_related("start__person", "start__version__micro_credential")
    value = row.get(pk=event.subject_id)
    version = value.start.version
    path = reverse("catalog:detail", args=[version.micro_credential.slug])
    tell("value_changed", value.start.person, event, path=path, version=version)


def _tell(name: str, event: Event) -> None:
    rows = Credit.objects.select_related("person", "award__version")
    credit = rows.get(pk=event.subject_id)
    path = reverse("credits:pay")
    if credit.license_id is not None:
        path = reverse("credits:license", args=[credit.license_id])
    tell(name, credit.person, event, path=path, version=credit.award.version)
