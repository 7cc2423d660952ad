"""What somebody needed is there: those who voted for it are told."""

from django.urls import reverse

from assay.governance.models import ServedNeed
from assay.notices.actions import tell
from assay.program.models import NeedVote
from assay.record.delivery import on
from assay.record.models import Event


@on("program.need_answered")
def tell_who_voted(event: Event) -> None:
    """Each of them once, with what was published for it."""
    served = ServedNeed.objects.filter(
        need=int(event.subject_id), proposal__version__status="published"
    )
    row = served.select_related("proposal__version__micro_credential").last()
    if row is None:
        return
    version = row.proposal.version
    path = reverse("catalog:detail", args=[version.micro_credential.slug])
    votes = NeedVote.objects.filter(need=int(event.subject_id)).select_related("person")
    for vote in votes.iterator():
        tell("need_answered", vote.person, event, path=path, version=version)
