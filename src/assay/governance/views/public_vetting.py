"""Open to everybody: asking to become an issuer, following it by a secret link, and what a partner has designed."""

from django.conf import settings
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assay.catalog.models import Version
from assay.governance import actions, domain_proof
from assay.governance.models import Vetting
from assay.governance.vetting_forms import AskToIssue
from assay.governance.views.vetting import CHECKS_AN_HOUR, items_of, say_what_was_found
from assay.lib.errors import Refusal
from assay.lib.http import client_network, page_of
from assay.lib.limits import at_most
from assay.people.models import Organization, OrganizationKind
from assay.ui.fields import show_refusal

ASKED_A_DAY = 5  # by one network
A_DAY = 86400
PAGE_SIZE = 24


@require_http_methods(["GET", "HEAD", "POST"])
def asking(request: HttpRequest) -> HttpResponse:
    program = Organization.objects.program_district()
    if program is None:
        raise Http404
    form, status = AskToIssue(request.POST or None), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                at_most(ASKED_A_DAY, of="vetting", by=client_network(request), seconds=A_DAY)
                sent = form.cleaned_data
                _row, link = actions.ask_to_issue(
                    program,
                    sent["legal_name"],
                    domain=sent["domain"],
                    contact_name=sent["contact_name"],
                    contact_email=sent["contact_email"],
                    texts=form.texts(),
                    locale=get_language() or settings.LANGUAGE_CODE,
                )
            except Refusal as refusal:
                show_refusal(form, refusal)
                status = refusal.status
            else:
                return redirect("governance:issuer_asked", link)
    context = {"form": form, "program": program}
    return render(request, "governance/become_issuer.html", context, status=status)


def _of_link(link: str) -> Vetting:
    rows = Vetting.objects.select_related("program", "organization")
    return get_object_or_404(rows, link_hash=Vetting.hash_of(link))


@require_safe
def asked(request: HttpRequest, link: str) -> HttpResponse:
    """For whoever has the link: what is met so far, the code for the domain, and the decision."""
    row = _of_link(link)
    context = {
        "vetting": row,
        "link": link,
        "items": items_of(row),
        "record": f"{domain_proof.RECORD}.{row.domain}",
        "file": f"https://{row.domain}{domain_proof.FILE}",
    }
    response = render(request, "governance/issuer_asked.html", context)
    response["Cache-Control"] = "no-store"
    response["Referrer-Policy"] = "no-referrer"
    return response


@require_POST
def domain(request: HttpRequest, link: str) -> HttpResponse:
    row = _of_link(link)
    at_most(CHECKS_AN_HOUR, of="vetting-domain", by=row.domain, seconds=3600)
    where = domain_proof.find(row.domain, row.code) if row.status == "asked" else ""
    actions.note_domain(row, where)
    say_what_was_found(request, where)
    return redirect("governance:issuer_asked", link)


@require_safe
def partner(request: HttpRequest, ident: str) -> HttpResponse:
    """What a partner designed and what it issues, of what is open; who it is, and since when it is vetted."""
    rows = Organization.objects.filter(kind=OrganizationKind.PARTNER)
    organization = get_object_or_404(rows, ident=ident)
    theirs = Q(micro_credential__content_partner=organization)
    theirs |= Q(micro_credential__issuer=organization)
    versions = Version.objects.open_to_starts().filter(theirs).defer("data")
    versions = versions.select_related(
        "micro_credential__issuer", "micro_credential__content_partner"
    )
    latest = organization.vettings.order_by("-decided_at").first()
    context = {
        "partner": organization,
        "page_obj": page_of(versions.order_by("title", "pk"), request, PAGE_SIZE),
        "ending": latest.ending if latest is not None and latest.status == "ended" else "",
    }
    return render(request, "governance/partner.html", context)
