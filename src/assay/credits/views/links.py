"""Links for an office: given out and ended by their learner; and the page that one opens, without an account."""

from collections.abc import Collection
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Count, Max, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assay.credentials.models import Award
from assay.credits import actions
from assay.credits.facts import Account, account_of, rule_named
from assay.credits.forms import LinkForm
from assay.credits.models import TAKEN, Credit, CreditLink, CreditStatus
from assay.credits.pay import money_text
from assay.credits.program_rules import rules_in_hand
from assay.credits.rules import words
from assay.credits.rules.nouns import plain
from assay.credits.transcripts import Chosen, name_of
from assay.lib.clock import today
from assay.lib.counts import Listed
from assay.lib.errors import Refusal
from assay.lib.http import page_of
from assay.lib.prepared import prepared
from assay.people.http import SignedInRequest
from assay.people.models import Person
from assay.ui.fields import show_refusal


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@rules_in_hand()
def links(request: SignedInRequest) -> HttpResponse:
    """One's links with when they were opened, and the form for another."""
    me = request.user
    account = account_of(me)
    first = {"until": today() + timedelta(days=30), "badges": [one.id for one in account.earned]}
    form = LinkForm(request.POST or None, person=me, earned=account.earned, initial=first)
    preview = None
    if request.method == "POST" and form.is_valid() and "preview" in request.POST:
        preview = _awards(account, form.chosen(), form.chosen_badges())
    elif request.method == "POST" and form.is_valid():
        sent = form.cleaned_data
        try:
            actions.make_link(
                me,
                sent["label"],
                sent["until"],
                chosen=form.chosen(),
                badges=form.chosen_badges(),
                by=me,
            )
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("The link is made. Copy it, and give it to one office."))
            return redirect("credits:links")
    page: Any = page_of(Listed(_given_out, me), request)
    for row in page:
        row.address = request.build_absolute_uri(reverse("credits:shown", args=[row.token]))
        row.shows = _shows(row)
    context = {"page": page, "form": form, "preview": preview}
    return render(request, "credits/links.html", context, status=422 if form.errors else 200)


@prepared
def _given_out(person: Person) -> QuerySet[CreditLink]:
    """One's links, the newest first, each with how often it was opened."""
    rows = CreditLink.objects.visible_to(person).annotate(
        opened=Count("openings"), last_opened=Max("openings__at")
    )
    return rows.order_by("-made_at", "-pk")


@login_required
@require_POST
def ending_link(request: SignedInRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(CreditLink.objects.visible_to(request.user), pk=pk)
    actions.end_link(row, by=request.user)
    messages.success(request, _("Ended. The link no longer opens anything."))
    return redirect("credits:links")


@require_safe
@rules_in_hand()
def shown(request: HttpRequest, token: str) -> HttpResponse:
    """A learner's badges in force, and the credit they took for each, for whoever has the link."""
    link = CreditLink.objects.working().select_related("person").filter(token=token).first()
    if link is None:
        return kept_out(render(request, "credits/link_over.html", status=404))
    if request.method == "GET" and request.user.pk != link.person_id:
        actions.note_opening(link)
    chosen = Chosen(frozenset(link.licenses), link.pay)
    context = {
        "link": link,
        "name": name_of(link.person),
        "day": today(),
        "awards": _awards(account_of(link.person), chosen, link.badges),
    }
    return kept_out(render(request, "credits/shown.html", context))


@require_safe
def shown_proof(request: HttpRequest, token: str, pk: UUID) -> HttpResponse:
    """The signed badge, as its bytes, which anyone can check."""
    link = get_object_or_404(CreditLink.objects.working(), token=token)
    if link.badges is not None and str(pk) not in link.badges:
        raise Http404
    award = get_object_or_404(Award.objects.visible_to(link.person).standing(), pk=pk)
    credential = award.credentials.standing().first()
    if credential is None:
        raise Http404
    if request.method == "GET" and request.user.pk != link.person_id:
        actions.note_opening(link)
    response = HttpResponse(bytes(credential.body), content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="badge-{pk}.json"'
    return kept_out(response)


def kept_out(response: HttpResponse) -> HttpResponse:
    """Of search engines and of caches; and the address goes to no other site."""
    response["X-Robots-Tag"] = "noindex"
    response["Cache-Control"] = "private, no-store"
    response["Referrer-Policy"] = "no-referrer"
    return response


def _awards(
    account: Account, chosen: Chosen, badges: Collection[str] | None
) -> list[dict[str, Any]]:
    """Badges in force that were chosen, each with the credit taken for it that was chosen."""
    taken: dict[str, list[dict[str, str]]] = {}
    for credit in account.credits:
        wanted = chosen.pay if credit.license_id is None else credit.license_id in chosen.licenses
        if wanted and credit.status in TAKEN:
            taken.setdefault(str(credit.award_id), []).append(_said(credit))
    return [
        {"award": one, "taken": taken.get(one.id, [])}
        for one in account.earned
        if badges is None or one.id in badges
    ]


def _shows(row: CreditLink) -> str:
    """What a link shows, in a few words."""
    if row.badges is None:
        found = [_("All badges")]
    else:
        n = len(row.badges)
        found = [ngettext("%(n)d badge", "%(n)d badges", n) % {"n": n}]
    if n := len(row.licenses):
        found.append(
            ngettext("credit for %(n)d license", "credit for %(n)d licenses", n) % {"n": n}
        )
    if row.pay:
        found.append(_("pay"))
    return ", ".join(found)


def _said(credit: Credit) -> dict[str, Any]:
    rule, amount = rule_named(credit.rule), credit.balance
    return {
        "rule": rule.name if rule else credit.rule,
        "amount": plain(amount),
        "unit": words.unit(credit.unit, amount),
        "money": money_text(rule, amount) if rule else "",
        "status": CreditStatus(credit.status).label,
    }
