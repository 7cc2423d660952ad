"""A pilot is open to everyone: whoever has it in their plan is told."""

from django.urls import reverse

from assay.catalog.models import Version, VersionStatus
from assay.journeys.models import PlanItem, Start
from assay.notices.actions import tell
from assay.record.delivery import on
from assay.record.models import Event


@on("catalog.published")
def tell_who_planned(event: Event) -> None:
    """Each of them once who has not started it."""
    version = Version.objects.select_related("micro_credential").get(pk=event.subject_id)
    if version.most_starts is None or version.status != VersionStatus.PUBLISHED:
        return
    begun = Start.objects.filter(version=version).values("person")
    rows = PlanItem.objects.filter(micro_credential=version.micro_credential_id)
    path = reverse("catalog:detail", args=[version.micro_credential.slug])
    for item in rows.exclude(person__in=begun).select_related("person").iterator():
        tell("pilot_open", item.person, event, path=path, version=version)
