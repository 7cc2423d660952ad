"""A person's own list of notices: what they were told, newest first."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from assay.lib.counts import Listed
from assay.lib.http import page_of
from assay.lib.prepared import prepared
from assay.notices import actions, words
from assay.notices.models import Notice, NoticeQuerySet
from assay.people.http import SignedInRequest
from assay.people.models import Person


@login_required
@require_safe
def index(request: SignedInRequest) -> HttpResponse:
    """What was not shown before is marked as new, this once. A browser that fetches ahead has shown nothing yet."""
    page = page_of(Listed(_told, request.user), request)
    rows = list(page)
    for row in rows:
        row.words = words.words_of(row.kind)  # for the template only
    answer = render(request, "notices/list.html", {"page_obj": page, "rows": rows})
    if "prefetch" not in request.headers.get("Sec-Purpose", ""):
        actions.show(rows)
    return answer


@prepared
def _told(person: Person) -> NoticeQuerySet:
    return Notice.objects.visible_to(person).order_by("-told_at", "-pk")
