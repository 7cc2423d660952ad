"""An assessor's share and availability, for themselves; and the share, for a lead who changes it with them."""

from datetime import date
from decimal import Decimal, InvalidOperation

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from assay.assessment import policy
from assay.assessment.models import Capacity
from assay.assessment.pool import actions
from assay.assessment.pool.share import share_of
from assay.lib.errors import BadInput
from assay.people.http import SignedInRequest, only_for
from assay.people.models import Person
from assay.program.policies import AssessmentPolicy, in_force
from assay.ui.languages import language_choices


@only_for(policy.is_assessor)
def availability(request: SignedInRequest) -> HttpResponse:
    """One's own: the agreed share, what one carries of it, and what one says of time and languages."""
    me, refusal = request.user, None
    sent = request.POST if request.method == "POST" else None
    if sent is not None:
        try:
            actions.say_availability(
                me,
                takes_offers="takes_offers" in sent,
                away_until=_day(sent.get("away_until", ""), "away_until"),
                languages=sent.getlist("languages"),
                by=me,
            )
        except BadInput as e:
            refusal = e
        else:
            messages.success(request, _("Saved."))
            return redirect("assessment:availability")
    share = share_of(me, in_force(AssessmentPolicy))
    away = share.away_until.isoformat() if share.away_until else ""
    context = {
        "share": share,
        "agreed": _agreed(me),
        "languages": language_choices(),
        "chosen": sent.getlist("languages") if sent is not None else share.languages,
        "takes_offers": "takes_offers" in sent if sent is not None else share.takes_offers,
        "away_until": sent.get("away_until", "") if sent is not None else away,
        "refusal": refusal,
    }
    status = refusal.status if refusal else 200
    return render(request, "assessment/availability.html", context, status=status)


@only_for(policy.is_lead)
def capacity(request: SignedInRequest, pk: int) -> HttpResponse:
    """Of somebody in a pool the lead looks after; 404 for everybody else."""
    me, refusal = request.user, None
    pool = Person.objects.get_queryset().serving(policy.programs_led_by(me), *policy.ASSESSORS)
    person = get_object_or_404(pool.distinct(), pk=pk)
    sent = request.POST if request.method == "POST" else None
    if sent is not None:
        try:
            actions.agree_on_capacity(
                person,
                _number(sent.get("per_week", "")),
                from_on=_day(sent.get("from_on", ""), "from_on"),
                by=me,
            )
        except BadInput as e:
            refusal = e
        else:
            messages.success(request, _("Agreed, and written down."))
            return redirect("assessment:capacity", pk)
    share = share_of(person, in_force(AssessmentPolicy))
    context = {
        "person": person,
        "share": share,
        "agreed": _agreed(person),
        "per_week": sent.get("per_week", "") if sent is not None else share.per_week,
        "from_on": sent.get("from_on", "") if sent is not None else "",
        "may_change": policy.can_agree_on_capacity(me, person),
        "refusal": refusal,
    }
    status = refusal.status if refusal else 200
    return render(request, "assessment/capacity.html", context, status=status)


def _agreed(person: Person) -> list[Capacity]:
    rows = Capacity.objects.filter(person=person).select_related("agreed_by")
    return list(rows[:20])


def _number(typed: str) -> Decimal | None:
    try:
        found = Decimal(typed.strip().replace(",", "."))
    except InvalidOperation:
        return None
    return found.quantize(Decimal("0.1")) if found.is_finite() and abs(found) < 1000 else None


def _day(typed: str, field: str) -> date | None:
    if not typed.strip():
        return None
    try:
        return date.fromisoformat(typed.strip())
    except ValueError as e:
        words = _("Write the day as year, month and day: 2026-12-01.")
        raise BadInput(words, fields={field: words}) from e
