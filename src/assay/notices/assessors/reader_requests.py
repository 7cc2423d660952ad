"""Requests for readers: those of the pool who are asked hear of it once."""

from django.urls import reverse

from assay.assessment import policy
from assay.assessment.models import ReaderInvitation
from assay.notices.actions import tell
from assay.record.delivery import on
from assay.record.models import Event


@on("assessment.readers_asked")
def tell_who_is_asked(event: Event) -> None:
    rows = ReaderInvitation.objects.filter(request=int(event.subject_id), answer="")
    path = reverse("assessment:reader_requests")
    for invitation in rows.select_related("person", "request__place"):
        request = invitation.request
        if request.is_open and policy.can_answer_reader_request(invitation.person, invitation):
            tell(
                "readers_asked",
                invitation.person,
                event,
                path=path,
                request=request,
                place=request.place.name,
            )
