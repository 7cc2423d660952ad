"""What the pool asks: messages on anchors for leads, certifications to renew, departments that need readers."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from assay.assessment.models import (
    AHEAD_DAYS,
    Anchor,
    AnchorReading,
    Assessor,
    Objection,
    ReaderInvitation,
)
from assay.catalog.models import MicroCredential, version_columns
from assay.lib.clock import today
from assay.lib.counts import Listed
from assay.lib.prepared import prepared
from assay.people.models import Person
from assay.ui.work import CallWords, WorkKind, pieces


def objections(person: Person, led: Sequence[str]) -> WorkKind:
    page = reverse("assessment:anchors") + "#objections"
    return WorkKind(
        desk="anchors",
        label=_("Messages on anchors"),
        note=_("Read otherwise than by the expert"),
        url=page,
        rows=Listed(_objected, led, person),
        call=CallWords(
            heading=_("Answer a message on anchor %(name)s"),
            text=_("%(title)s. An assessor read it otherwise than the expert, and says why."),
            url=page,
            button=_("Read and answer"),
            row_button=_("Answer"),
        ),
        order=17,
        quiet=True,
    )


@prepared
def _objected(paths: Sequence[str], person: Person) -> QuerySet[Objection, Any]:
    """As the lead's page of anchors shows them."""
    led = MicroCredential.objects.all().under(paths).order_by().values("pk")
    own = Anchor.objects.filter(permission__submission__start__person=person)
    unread = AnchorReading.objects.all().to_come(person)
    rows = Objection.objects.filter(
        answered_at__isnull=True, reading__anchor__version__micro_credential__in=led
    )
    rows = rows.exclude(reading__person=person)
    rows = rows.exclude(reading__anchor__in=own.order_by().values("pk"))
    rows = rows.exclude(reading__anchor__in=unread.order_by().values("anchor"))
    return pieces(
        rows.order_by("sent_at", "pk"),
        key="pk",
        name="reading__anchor__public_id",
        since="sent_at",
        **version_columns("reading__anchor__version"),
    )


def to_renew(person: Person) -> WorkKind:
    return WorkKind(
        desk="certification",
        label=_("Certifications to renew"),
        note=_("They end soon, or have ended"),
        url=f"{reverse('assessment:desk')}#certified",
        rows=Listed(_ending, person, today() + timedelta(days=AHEAD_DAYS)),
        call=CallWords(
            heading=_("Renew your certification for %(title)s"),
            text=_(
                "Score new anchors, and it counts for another year. Once it has run out, two people score your work."
            ),
            page="assessment:certification",
            button=_("See what is needed"),
            row_button=_("Renew"),
        ),
        order=45,
        quiet=True,
    )


@prepared
def _ending(person: Person, until: date) -> QuerySet[Assessor, Any]:
    """Those that can be renewed by now, the first to end first."""
    rows = Assessor.objects.current().not_paused().filter(person=person)
    rows = rows.filter(calibrated_until__lte=until, micro_credential__current__isnull=False)
    version = version_columns("micro_credential__current") | {"slug": "micro_credential__slug"}
    own = {"key": "pk", "name": version["title"], "number": "major", "due": "calibrated_until"}
    return pieces(rows.order_by("calibrated_until", "pk"), **version | own)


def asked_to_read(person: Person) -> WorkKind:
    page = reverse("assessment:reader_requests")
    return WorkKind(
        desk="",
        label=_("Departments that ask for your help"),
        note=_("Say whether you can read for them"),
        url=page,
        rows=Listed(_unanswered, person),
        call=CallWords(
            heading=_("%(name)s asks the pool for help"),
            text=_("More is coming than its assessors can read. Say whether you can help."),
            url=page,
            button=_("See what is asked"),
            row_button=_("See it"),
        ),
        order=45,
        own=False,
        quiet=True,
    )


@prepared
def _unanswered(person: Person) -> QuerySet[ReaderInvitation, Any]:
    rows = ReaderInvitation.objects.open_for(person).filter(answer="")
    return pieces(
        rows.order_by("pk"), key="pk", name="request__place__name", due="request__until_on"
    )
