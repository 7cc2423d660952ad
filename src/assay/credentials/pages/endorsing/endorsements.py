"""Endorsements as pages: one for the world, one's own, and those that stewards look after."""

import uuid
from collections.abc import Iterator
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.cache import patch_vary_headers
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from assay.catalog.models import Version
from assay.credentials import addresses, policy
from assay.credentials.endorsements import endorsement_lists
from assay.credentials.models import Endorsement, EndorsementAsk, EndorsementStatus, Visibility
from assay.credentials.pages.public.answers import JSON_TYPES, public_json
from assay.credentials.pages.public.negotiation import for_machines, preferred
from assay.credentials.verification import checking, reports
from assay.lib.counts import Counted, CountOf
from assay.lib.http import page_of, spreadsheet
from assay.lib.wording import clean_line
from assay.people.http import SignedInRequest, only_for
from assay.people.models import Organization, Person
from assay.ui.paging import as_file, headings, query_without, sorting_of
from badgecore.wire import write_json

PAGE_SIZE = 50
WITH_ALL = (
    "by",
    "by_organization",
    "organization",
    "version__micro_credential__issuer",
    "award__version__micro_credential",
    "award__issuer",
)


@for_machines
def endorsement(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """HTML for people, the bytes as signed for those who ask for JSON. One that was withdrawn says so in both."""
    row = readable(request, pk)
    wanted = preferred(request, ["text/html", *JSON_TYPES]) or "text/html"
    response = _json(row, wanted) if wanted in JSON_TYPES else _page(request, row)
    patch_vary_headers(response, ["Accept"])
    if row.award is not None and row.award.visibility != Visibility.PUBLIC:
        response["X-Robots-Tag"] = "noindex"
    return response


@for_machines
def endorsement_list(request: HttpRequest, name: str) -> HttpResponse:
    """What one signer withdrew, signed; kept by caches for five minutes."""
    body = endorsement_lists.signed_list(name)
    if body is None:
        raise Http404
    response = public_json(body, preferred(request, list(JSON_TYPES)) or JSON_TYPES[0])
    patch_vary_headers(response, ["Accept"])
    return response


@require_safe
@login_required
def endorsements(request: SignedInRequest) -> HttpResponse:
    """What one is asked for, and what one has signed, for oneself or for an organization."""
    asks = (
        EndorsementAsk.objects.open()
        .filter(asked=request.user)
        .select_related("award__version__micro_credential")
    )
    signed = Endorsement.objects.signed_by(request.user, policy.voices(request.user)).for_show()
    context = {
        "asks": asks.defer("award__version__data"),
        "page_obj": page_of(signed, request, PAGE_SIZE),
        "keeps": policy.keeps_some(request.user),
        "others": _others(request.user),
    }
    return render(request, "credentials/endorsements.html", context)


def _others(person: Person) -> list[Organization]:
    """The issuers that this person may endorse in an organization's name, with what they offer."""
    if not policy.has_endorsements_desk(person):
        return []
    offering = Version.objects.public().values("micro_credential__issuer")
    issuers = Organization.objects.filter(pk__in=offering)
    return [issuer for issuer in issuers if policy.voices_about(person, issuer)]


@require_safe
@only_for(policy.keeps_some)
def kept_endorsements(request: SignedInRequest) -> HttpResponseBase:
    """For stewards: all that concerns their organizations. Filtered by ?q= (who, or about what) and ?status=, in the
    order of ?sort=; `?file=csv` gives the same as a file.
    """
    organizations = request.user.organizations_as(*policy.STEWARDS)
    # What a person says of a badge is the earner's business until it is on show.
    rows = (
        Endorsement.objects.concerning(organizations)
        .for_show()
        .exclude(award__isnull=False, accepted_at=None)
    )
    words, status = clean_line(request.GET.get("q", "")), request.GET.get("status", "")
    status = status if status in EndorsementStatus.values else ""
    rows = rows.found(words) if words else rows
    numbers = _numbers(rows, request.user)
    rows = rows.filter(status=status) if status else rows
    sorting = sorting_of(request.GET, tuple(ORDERS), "-signed")
    rows = rows.order_by(*sorting.fields(ORDERS))
    if request.GET.get("file") == "csv":
        return spreadsheet("endorsements", _of_file(), _lines(rows))
    context = {
        "page_obj": page_of(rows, request, PAGE_SIZE),
        "q": words,
        "status": status,
        "tabs": [
            {
                "label": _("All"),
                "url": f"?{urlencode({'q': words})}",
                "current": not status,
                "count": None,
            },
            *(
                {
                    "label": label,
                    "url": f"?{urlencode({'status': name, 'q': words})}",
                    "current": name == status,
                    "count": numbers[name],
                }
                for name, label in EndorsementStatus.choices[1:]
            ),
        ],
        "chips": [{"label": words, "url": query_without(request.GET, "q")}] if words else [],
        "headings": headings(
            sorting,
            request.GET,
            (_("Endorsed by"), "by"),
            (_("About"), "about"),
            (_("Signed on"), "signed"),
            (_("State"), ""),
        ),
        "download": as_file(request.GET),
    }
    return render(request, "credentials/kept_endorsements.html", context)


ORDERS = {
    "signed": ("signed_at", "pk"),
    "by": ("name_as_signed", "pk"),
    "about": ("about", "pk"),
}


def _numbers(rows: QuerySet[Endorsement], by: Person) -> dict[str, Counted]:
    """How many there are in each state, in one question."""
    states = [name for name, _label in EndorsementStatus.choices[1:]]
    columns = [CountOf(rows.filter(status=state)) for state in states]
    (found,) = Person.objects.filter(pk=by.pk).order_by().values_list(*columns)
    return dict(zip(states, map(Counted, found), strict=True))


def _of_file() -> list[str]:
    return [_("Endorsed by"), _("About"), _("Earned by"), _("Signed on"), _("State"), _("Its page")]


def _lines(rows: QuerySet[Endorsement]) -> Iterator[list[object]]:
    for row in rows.iterator(500):
        yield [
            row.name_as_signed,
            row.about,
            row.award.name_as_issued if row.award else "",
            localdate(row.signed_at).isoformat(),
            EndorsementStatus(row.status).label,
            addresses.endorsement(row.pk),
        ]


def readable(request: HttpRequest, pk: uuid.UUID) -> Endorsement:
    """For anybody where it is in sight; for its endorser, and for whom it is about, always. Else 404."""
    row = get_object_or_404(Endorsement.objects.select_related(*WITH_ALL), pk=pk)
    person = request.user
    if row.in_sight or (
        isinstance(person, Person) and (_may_withdraw(person, row) or _may_show(person, row))
    ):
        return row
    raise Http404


def _may_withdraw(person: object, row: Endorsement) -> bool:
    return isinstance(person, Person) and policy.can_withdraw_endorsement(person, row)


def _may_show(person: object, row: Endorsement) -> bool:
    return isinstance(person, Person) and policy.can_show_endorsement(person, row)


def _json(row: Endorsement, content_type: str) -> HttpResponse:
    """As badges do: who asks for a credential gets the bytes as signed, whose status entry leads to the list; who asks
    for plain JSON of one that was withdrawn gets a statement that says so, with the credential inside."""
    body = bytes(row.body)
    if row.withdrawn_at is not None and content_type == "application/json":
        on = localdate(row.withdrawn_at).isoformat()
        said = write_json(
            {"id": addresses.endorsement(row.pk), "revoked": True, "revokedOn": on}
        ).encode()
        body = said[:-1] + b',"credential":' + body + b"}"
    response = HttpResponse(body, content_type=content_type)
    response["Cache-Control"] = "public, max-age=300" if row.in_sight else "private, no-store"
    if row.in_sight:
        response["Access-Control-Allow-Origin"] = "*"
    if row.withdrawn:
        response["X-Credential-Status"] = "revoked"
    return response


def _page(request: HttpRequest, row: Endorsement) -> HttpResponse:
    context = {
        "endorsement": row,
        "telling": reports.told(checking.check_own(bytes(row.body))),
        "may_withdraw": not row.withdrawn and _may_withdraw(request.user, row),
        "may_show": not row.withdrawn and _may_show(request.user, row),
        "indexed": row.in_sight
        and (row.award is None or row.award.visibility == Visibility.PUBLIC),
    }
    response = render(request, "credentials/endorsement.html", context)
    response["Cache-Control"] = "private, no-cache"
    return response
