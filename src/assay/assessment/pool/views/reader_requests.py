"""Help from the pool: a department asks for readers with one press, and those who are asked answer."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from assay.assessment import policy
from assay.assessment.models import Assessor, Basis, ReaderInvitation, ReaderRequest
from assay.assessment.pool import actions
from assay.assessment.pool.forecast_facts import Owned, Shortage, Told, kept, shortage_of
from assay.assessment.pool.forms import ReaderRequestForm
from assay.catalog.models import MicroCredential
from assay.lib.errors import Refusal
from assay.lib.http import page_of, spreadsheet
from assay.people.http import SignedInRequest, only_for
from assay.people.models import Organization, Person
from assay.ui.author_words import said_in
from assay.ui.fields import show_refusal
from assay.ui.languages import language_name
from assay.ui.paging import as_file, headings, in_parts, sorting_of
from assay.ui.words import local_date

ORDERS = {
    "asked": ("asked_at", "pk"),
    "place": ("place__name", "-asked_at", "pk"),
    "readings": ("readings", "pk"),
    "until": ("until_on", "pk"),
}
#: So many places of one person are reckoned for a page.
MOST_PLACES = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """A place that may ask, with what it is short of: `form` where it is, `open` where it has asked."""

    place: Organization
    short: Shortage
    form: ReaderRequestForm | None
    open: ReaderRequest | None


@only_for(lambda person: policy.asks_for_readers(person) or policy.is_assessor(person))
@require_http_methods(["GET", "HEAD", "POST"])
def requests(request: SignedInRequest) -> HttpResponseBase:
    """One's own invitations; what one's places are short of; and the requests made from them."""
    sent = None
    if request.method == "POST":
        sent = _ask(request)
        if sent is None:
            return redirect("assessment:reader_requests")
    me = request.user
    paths = [place.path for place in me.organizations_as(*policy.ASKERS)]
    sorting = sorting_of(request.GET, tuple(ORDERS), "-asked")
    rows = ReaderRequest.objects.asked_from(paths).with_counts().select_related("place")
    rows = rows.prefetch_related("micro_credentials__current").order_by(*sorting.fields(ORDERS))
    columns = (
        (_("Department"), "place"),
        (_("Micro-credentials"), ""),
        (_("Readings"), "readings"),
        (_("Until"), "until"),
        (_("State"), ""),
    )
    if request.GET.get("file") == "csv":
        labels = [label for label, _name in columns]
        labels.insert(3, _("Also in"))
        labels += [_("Given"), _("Asked"), _("Said yes")]
        lines = (_line(row) for row in in_parts(rows, _say))
        return spreadsheet("reader-requests", labels, lines)
    page = page_of(rows, request)
    shown = list(page)
    _say(shown)
    page.object_list = shown
    context = {
        "invitations": _invitations(me),
        "asking": [_asking(place, sent) for place in _places(me)],
        "may_ask": policy.asks_for_readers(me),
        "page": page,
        "offers": _offers(shown) if policy.is_lead(me) else [],
        "headings": headings(sorting, request.GET, *columns, numbers=[_("Readings")]),
        "download": as_file(request.GET),
    }
    failed = sent is not None and bool(sent.errors)
    return render(
        request, "assessment/reader_requests.html", context, status=422 if failed else 200
    )


def _ask(request: SignedInRequest) -> ReaderRequestForm | None:
    """The form again where something was refused; None where the pool was asked."""
    places = {str(place.pk): place for place in _places(request.user)}
    place = places.get(request.POST.get("place", ""))
    if place is None:
        raise Http404
    form = ReaderRequestForm(request.POST, titles=_titles(kept([place.path])))
    if not form.is_valid():
        return form
    said = form.cleaned_data
    try:
        made = actions.ask_for_readers(
            place,
            by=request.user,
            kinds=said["kinds"],
            readings=said["readings"],
            until_on=said["until_on"],
        )
    except Refusal as refusal:
        show_refusal(form, refusal)
        return form
    invited = made.invitations.count()
    words = ngettext(
        "%(n)d assessor of the pool is asked.", "%(n)d assessors of the pool are asked.", invited
    )
    messages.success(request, words % {"n": invited})
    return None


def _places(person: Person) -> list[Organization]:
    found = {place.pk: place for place in person.organizations_as(*policy.ASKERS)}
    return [place for place in found.values() if policy.can_ask_for_readers(person, place)][
        :MOST_PLACES
    ]


def _asking(place: Organization, sent: ReaderRequestForm | None) -> Asking:
    told = kept([place.path])
    short = shortage_of(told)
    form = sent if sent is not None and sent.data.get("place") == str(place.pk) else None
    if form is None and short.readings:
        first = {
            "place": place.pk,
            "kinds": list(short.kinds),
            "readings": short.readings,
            "until_on": short.until_on,
        }
        form = ReaderRequestForm(initial=first, titles=_titles(told), auto_id=f"id_{place.pk}_%s")
    open_ = ReaderRequest.objects.open().filter(place=place).first()
    return Asking(place=place, short=short, form=None if open_ else form, open=open_)


def _titles(told: Told) -> dict[int, str]:
    """Those that need readings at all."""
    return {
        kind: _title_of(told.owners[kind])
        for kind, weeks in told.forecast.by_kind.items()
        if kind in told.owners and sum(week.need for week in weeks) >= 0.5
    }


def _title_of(owned: Owned) -> str:
    """With the language of the evidence, where it is another than the version's."""
    title = said_in(owned.title, owned.language)
    return format_html("{} ({})", title, language_name(owned.written)) if owned.written else title


def _invitations(person: Person) -> list[ReaderInvitation]:
    """One's own, of requests that are open, each with whether one may read it already."""
    rows = ReaderInvitation.objects.open_for(person).select_related("request__place")
    found = list(rows.prefetch_related("request__micro_credentials__current"))
    certified = {kind for kind, _major in policy.scored_by(person)} if found else set()
    for row in found:
        kinds = row.request.micro_credentials.all()
        row.titles = [_said(kind) for kind in kinds]  # type: ignore[attr-defined]  # for the page
        row.languages_said = _languages(row.request)  # type: ignore[attr-defined]
        row.reads = any(kind.pk in certified for kind in kinds)  # type: ignore[attr-defined]
    return found


def _say(rows: Sequence[ReaderRequest]) -> None:
    """Each with its titles, and its state in words."""
    states = {
        "": _("Open"),
        ReaderRequest.DONE: _("Done"),
        ReaderRequest.TAKEN_BACK: _("Taken back"),
        ReaderRequest.RAN_OUT: _("Ran out"),
    }
    for row in rows:
        shown: Any = row
        shown.titles = [_said(kind) for kind in row.micro_credentials.all()]
        shown.languages_said = _languages(row)
        shown.state_text = states[row.how_ended]


def _languages(row: ReaderRequest) -> str:
    return ", ".join(language_name(code) for code in row.languages)


def _line(row: Any) -> list[object]:
    return [
        row.place.name,
        "; ".join(_title(kind) for kind in row.micro_credentials.all()),
        row.readings,
        row.languages_said,
        row.until_on.isoformat(),
        row.state_text,
        row.given_now,
        local_date(row.asked_at).isoformat(),
        row.said_yes,
    ]


def _title(kind: MicroCredential) -> str:
    return kind.current.title if kind.current else kind.ident


def _said(kind: MicroCredential) -> Any:
    """Its title, marked with its language where the page is in another."""
    return said_in(_title(kind), kind.current.language if kind.current else "")


def _offers(rows: Sequence[ReaderRequest]) -> list[dict[str, Any]]:
    """Who said yes and is not certified yet for something asked: a lead approves them as usual. Four queries."""
    said_yes = ReaderInvitation.objects.filter(
        request__in=[row.pk for row in rows if row.is_open], answer=ReaderInvitation.YES
    )
    said_yes = said_yes.select_related("person", "request")
    found = list(said_yes.prefetch_related("request__micro_credentials__current"))
    people = [invitation.person_id for invitation in found]
    certified = Assessor.objects.current().filter(person__in=people)
    reads = set(certified.order_by().values_list("person", "micro_credential"))
    return [
        approval
        for invitation in found
        for approval in _approvals(
            invitation.person,
            [
                kind
                for kind in invitation.request.micro_credentials.all()
                if (invitation.person_id, kind.pk) not in reads
            ],
        )
    ]


def _approvals(person: Person, kinds: Sequence[MicroCredential]) -> Iterator[dict[str, Any]]:
    for kind in kinds:
        if kind.current is None:
            continue
        filled = {
            "person": person.email,
            "basis": Basis.EXPERT.value,
            "version": f"{kind.ident}|{kind.current.major}",
        }
        yield {
            "person": person,
            "title": _said(kind),
            "approve": f"?{urlencode(filled)}#attest",
        }


@only_for(policy.is_assessor)
@require_POST
def answer(request: SignedInRequest, pk: int) -> HttpResponse:
    mine = ReaderInvitation.objects.filter(person=request.user).select_related("request")
    invitation = get_object_or_404(mine, pk=pk)
    actions.answer_reader_request(invitation, request.POST.get("answer", ""), by=request.user)
    if invitation.answer == ReaderInvitation.YES:
        messages.success(request, _("Thank you. Those who asked see that you can help."))
    else:
        messages.success(request, _("Noted. You can change your mind while the request is open."))
    return redirect("assessment:reader_requests")


@only_for(policy.asks_for_readers)
@require_POST
def ending(request: SignedInRequest, pk: int) -> HttpResponse:
    paths = [place.path for place in request.user.organizations_as(*policy.ASKERS)]
    row = get_object_or_404(
        ReaderRequest.objects.asked_from(paths).select_related("place__parent"), pk=pk
    )
    actions.end_reader_request(row, by=request.user)
    messages.success(request, _("The request is ended. No one is asked any longer."))
    return redirect("assessment:reader_requests")
