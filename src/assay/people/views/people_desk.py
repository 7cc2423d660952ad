"""The same done with several people at once: a form that names them, a summary, and a way back."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assay.lib.clock import today
from assay.lib.errors import Refusal
from assay.people import actions
from assay.people.forms.roles import EndForm, GrantForm
from assay.people.http import SignedInRequest
from assay.people.models import Membership, Person
from assay.people.views.desk import administrators_only

MOST = 100  # people, at once
ACTS = ("grant", "end")


@administrators_only
@require_http_methods(["GET", "HEAD", "POST"])
def index(request: SignedInRequest) -> HttpResponse:
    """`do` says what, each `person` with whom. Whom one does not look after is left out without a word."""
    asked = request.POST if request.method == "POST" else request.GET
    act = asked.get("do", "")
    people = list(Person.objects.visible_to(request.user).filter(pk__in=_numbers(asked, "person")))
    if act not in ACTS or not people:
        return render(request, "people/together_nobody.html", status=422)
    form = _form(request, act)
    if request.method == "POST" and form.is_valid():
        return _do(request, act, people, form)
    context = {"people": people, "act": act, "form": form}
    return render(request, "people/together.html", context, status=422 if form.errors else 200)


def _form(request: SignedInRequest, act: str) -> GrantForm | EndForm:
    sent = request.POST if request.method == "POST" else None
    if act == "grant":
        return GrantForm(sent, by=request.user)
    return EndForm(sent, by=request.user, initial={"on": today()})


def _do(
    request: SignedInRequest, act: str, people: list[Person], form: GrantForm | EndForm
) -> HttpResponse:
    """With each of them in turn: what is refused for one is told, and the others go on."""
    wanted, by = form.cleaned_data, request.user
    changed: list[int] = []
    for person in people:
        try:
            if act == "grant":
                given = actions.grant(person, wanted["organization"], wanted["role"], by=by)
                changed.append(given.pk)
                continue
            held = list(_held(by, person, wanted["role"]))
            if not held:
                messages.warning(request, _("%(name)s does not hold it.") % {"name": person})
            for membership in held:
                actions.end_membership(membership, by=by, on=wanted["on"])
                changed.append(membership.pk)
        except Refusal as refusal:
            told = {"name": person, "why": refusal.message}
            messages.warning(request, _("%(name)s: %(why)s") % told)
        except PermissionDenied:
            told = {"name": person}
            messages.warning(
                request, _("%(name)s is left out: you are not allowed to do this.") % told
            )
    if not changed:
        context = {"people": people, "act": act, "form": form}
        return render(request, "people/together.html", context, status=409)
    query = urlencode({"do": act, "m": changed}, doseq=True)
    return redirect(f"{reverse('people:together-done')}?{query}")


def _held(by: Person, person: Person, role: str) -> Iterable[Membership]:
    held = Membership.objects.visible_to(by).current().filter(person=person, role=role)
    return held.select_related("organization", "person")


@administrators_only
@require_safe
def done(request: SignedInRequest) -> HttpResponse:
    """What was done, as it is now, and the button that takes it back."""
    act = request.GET.get("do", "")
    rows = list(_changed(request, request.GET))
    if act not in ACTS or not rows:
        return render(request, "people/together_nobody.html", status=422)
    return render(request, "people/together_done.html", {"rows": rows, "act": act})


@administrators_only
@require_POST
def undo(request: SignedInRequest) -> HttpResponse:
    """Take back what was done together: a role that was given ends today, one whose end was set goes on."""
    act, back = request.POST.get("do", ""), 0
    for membership in _changed(request, request.POST) if act in ACTS else ():
        try:
            if act == "grant":
                actions.end_membership(membership, by=request.user)
            else:
                actions.keep_membership(membership, by=request.user)
            back += 1
        except Refusal as refusal:
            told = {"name": membership.person, "why": refusal.message}
            messages.warning(request, _("%(name)s: %(why)s") % told)
        except PermissionDenied:
            told = {"name": membership.person}
            messages.warning(
                request, _("%(name)s is left out: you are not allowed to do this.") % told
            )
    if back:
        words = ngettext("Taken back for one role.", "Taken back for %(n)s roles.", back)
        messages.success(request, words % {"n": back})
    return redirect("people:list")


def _changed(request: SignedInRequest, asked: QueryDict) -> Iterable[Membership]:
    rows = Membership.objects.visible_to(request.user).filter(pk__in=_numbers(asked, "m"))
    return rows.select_related("organization", "person").order_by("person__display_name", "pk")


def _numbers(asked: QueryDict, name: str) -> list[int]:
    found: list[Any] = asked.getlist(name)[: MOST * 3]
    return [int(one) for one in found if one.isdecimal() and len(one) < 19][:MOST]
