"""The desk of a partner's own people: its drafts, what carries its name, its people, its vetting, who asks for it."""

from collections.abc import Iterator
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from assay.catalog import policy as catalog
from assay.catalog.models import Version
from assay.credentials.models import Award
from assay.credentials.policy import can_keep_awards
from assay.governance import policy
from assay.governance.actions.vetting import not_met
from assay.governance.models import Proposal, ProposalStatus, Vetting, VettingItem
from assay.lib.counts import Counted, CountOf
from assay.lib.http import page_of, spreadsheet
from assay.lib.small_cells import INTERNAL, hide
from assay.people.http import SignedInRequest, only_for
from assay.people.models import Membership, Organization, Person
from assay.ui.paging import as_file, headings, in_parts, query_without, sorting_of

ORDERS = {"title": ("title", "pk"), "since": ("published_at", "pk")}
#: Rows of the short lists; each leads to the whole one.
MOST_LISTED = 10
MOST_PEOPLE = 50


@only_for(policy.has_partner_desk)
@require_safe
def desk(request: SignedInRequest, ident: str = "") -> HttpResponseBase:
    """Of one partner: the first of somebody's, or the one that is asked for. What belongs to others is on no list."""
    partners = policy.partners_of(request.user)
    partner = next((one for one in partners if one.ident == ident or not ident), None)
    if partner is None:
        raise Http404
    words = request.GET.get("q", "").strip()[:100].replace("\0", "")
    sorting = sorting_of(request.GET, tuple(ORDERS), "title")
    rows = _carrying_its_name(partner)
    rows = rows.filter(title__icontains=words) if words else rows
    rows = rows.order_by(*sorting.fields(ORDERS))
    if request.GET.get("file") == "csv":
        return spreadsheet(f"{partner.ident}-micro-credentials", _of_file(), _lines(rows, partner))
    page = page_of(rows, request)
    vetting = partner.vettings.order_by("-asked_at", "-pk").first()
    writes = catalog.can_author(request.user, partner)
    context = {
        "partner": partner,
        "tabs": _tabs(partners, partner),
        "vetting": vetting,
        "missing": _missing(vetting),
        "page_obj": page,
        "shown": _shown(page, partner),
        "q": words,
        "chips": [{"label": words, "url": query_without(request.GET, "q")}] if words else [],
        "headings": headings(
            sorting,
            request.GET,
            (_("Micro-credential"), "title"),
            (_("Your part"), ""),
            (_("Issued by"), ""),
            (_("Open since"), "since"),
            (_("Badges"), ""),
        ),
        "download": as_file(request.GET),
        "least": INTERNAL,
        "writes": writes,
        "drafts": _drafts(partner) if writes else [],
        "leaves": _leaves(request.user, partner),
        "people": _people(request.user, partner),
        "keeps_awards": can_keep_awards(request.user),
    }
    return render(request, "governance/partner_desk.html", context)


def _tabs(partners: list[Organization], shown: Organization) -> list[dict[str, Any]]:
    if len(partners) == 1:
        return []
    return [
        {
            "label": one.name,
            "url": reverse("governance:partner_desk_of", args=[one.ident]),
            "current": one == shown,
        }
        for one in partners
    ]


def _missing(vetting: Vetting | None) -> list[str]:
    """What nobody found met so far, of the latest vetting."""
    if vetting is None:
        return []
    return [str(VettingItem(item).label) for item in not_met(vetting)]


def _carrying_its_name(partner: Organization) -> QuerySet[Version]:
    """What is open and issued or designed by it; each with its badges in force, counted to 200, as a column."""
    theirs = Q(micro_credential__issuer=partner) | Q(micro_credential__content_partner=partner)
    badges = Award.objects.standing().filter(
        issuer=partner, version__micro_credential=OuterRef("micro_credential")
    )
    rows = Version.objects.open_to_starts().filter(theirs).defer("data")
    rows = rows.select_related("micro_credential__issuer", "micro_credential__content_partner")
    return rows.annotate(badges=CountOf(badges))


def part_of(version: Version, partner: Organization) -> str:
    """ "issues", "designs" or "both"."""
    row = version.micro_credential
    if row.issuer_id != partner.pk:
        return "designs"
    return "both" if row.content_partner_id == partner.pk else "issues"


def _part_words(part: str) -> str:
    words = {
        "issues": _("Issues it"),
        "designs": _("Designed it"),
        "both": _("Designed and issues it"),
    }
    return words[part]


def _badges(versions: list[Version], partner: Organization) -> dict[int, int | None]:
    """Of what it issues, how many badges are in force; None where so few that somebody could be told from it.

    No sum stands beside them, so none can be worked out.
    """
    counts = {
        version.pk: int(getattr(version, "badges", 0))
        for version in versions
        if version.micro_credential.issuer_id == partner.pk
    }
    return hide(counts, [], least=INTERNAL)


def _shown(versions: Any, partner: Organization) -> list[dict[str, Any]]:
    rows = list(versions)
    badges = _badges(rows, partner)
    return [
        {
            "version": version,
            "part": _part_words(part_of(version, partner)),
            "issues": version.pk in badges,
            "badges": _counted(badges.get(version.pk)),
        }
        for version in rows
    ]


def _counted(n: int | None) -> Counted | None:
    return None if n is None else Counted(n)


def _of_file() -> list[str]:
    return [
        _("Micro-credential"),
        _("Version"),
        _("Your part"),
        _("Issued by"),
        _("Open since"),
        _("Badges"),
    ]


def _lines(rows: QuerySet[Version], partner: Organization) -> Iterator[list[object]]:
    for version in in_parts(rows, lambda part: None):
        badges = _badges([version], partner)
        n = badges.get(version.pk)
        yield [
            version.title,
            version.number,
            _part_words(part_of(version, partner)),
            version.micro_credential.issuer.name,
            localdate(version.published_at).isoformat() if version.published_at else "",
            "" if version.pk not in badges else _("hidden") if n is None else str(Counted(n)),
        ]


def _drafts(partner: Organization) -> list[dict[str, Any]]:
    """The latest of what is written there, and where the proposal of each stands."""
    proposals = Proposal.objects.filter(version=OuterRef("pk")).order_by("-pk")
    rows = Version.objects.written_in([partner]).drafts().defer("data")
    rows = rows.annotate(proposal_status=Subquery(proposals.values("status")[:1]))
    return [
        {
            "version": version,
            "proposal": str(ProposalStatus(said).label) if said else "",
        }
        for version in rows.order_by("-updated_at", "-pk")[:MOST_LISTED]
        for said in (getattr(version, "proposal_status", None),)
    ]


def _leaves(person: Person, partner: Organization) -> list[Any]:
    """Who asked to use its name, the latest first; for those who write or administer there."""
    rows = catalog.leaves_of(person).filter(named=partner).with_titles()
    return list(rows.select_related("organization").order_by("-asked_at", "-pk")[:MOST_LISTED])


def _people(person: Person, partner: Organization) -> list[dict[str, Any]]:
    """Who holds which role there today, for its administrators."""
    rows = Membership.objects.visible_to(person).current().under([partner.path])
    rows = rows.select_related("person").order_by("person__display_name", "person", "role")
    found: dict[int, dict[str, Any]] = {}
    for row in rows[:MOST_PEOPLE]:
        one = found.setdefault(row.person_id, {"person": row.person, "roles": []})
        if row.get_role_display() not in one["roles"]:
            one["roles"].append(row.get_role_display())
    return list(found.values())
