"""Cohorts: what others in it did and its next day, to who said yes; never what the reader has not done."""

from django.urls import reverse

from assay.community.models import CohortDay, CohortMember
from assay.notices.actions import tell
from assay.record.delivery import on
from assay.record.models import Event


@on("community.cohort_nudged")
def tell_what_the_group_does(event: Event) -> None:
    """While they still want it."""
    rows = CohortMember.objects.current().filter(pk=event.subject_id, wants_nudges=True)
    member = rows.select_related("person", "cohort").first()
    if member is None:
        return
    days = CohortDay.objects.to_come().filter(pk=event.particulars["day"])
    tell(
        "cohort_nudge",
        member.person,
        event,
        path=reverse("community:cohort", args=[member.cohort_id]),
        cohort=member.cohort,
        submitted=event.particulars["submitted"],
        some=event.particulars["submitted"] != 0,
        day=days.first(),
    )
