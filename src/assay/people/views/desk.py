"""The desk "People", and the page of one person: whoever may not enter finds nothing there."""

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from assay.lib.clock import today
from assay.lib.errors import Refusal
from assay.people import actions, policy
from assay.people.forms.roles import GrantForm
from assay.people.forms.workplaces import WorkplaceForm
from assay.people.http import SignedInRequest, only_for
from assay.people.models import Membership, Organization, Person
from assay.ui.fields import show_refusal

#: The desk's guard.
administrators_only = only_for(policy.can_administer_people)


@administrators_only
@require_safe
def detail(request: SignedInRequest, pk: int) -> HttpResponse:
    return _detail(request, _person(request, pk))


def _detail(
    request: SignedInRequest,
    person: Person,
    form: GrantForm | None = None,
    workplace: WorkplaceForm | None = None,
) -> HttpResponse:
    held = (
        Membership.objects.visible_to(request.user)
        .filter(person=person)
        .select_related("organization")
    )
    memberships = list(held.order_by("until_on", "-from_on", "-pk"))
    for membership in memberships:
        open_still = membership.until_on is None
        may_end = open_still and policy.can_end_membership(request.user, membership)
        membership.may_end = may_end  # type: ignore[attr-defined]  # for the template only
        ends = membership.until_on is not None and membership.until_on > today()
        membership.may_keep = (  # type: ignore[attr-defined]  # the same
            ends
            and person.pk != request.user.pk
            and policy.can_end_membership(request.user, membership)
        )
    here = person.workplace
    context = {
        "person": person,
        "memberships": memberships,
        "form": form or GrantForm(by=request.user),
        "own": person.pk == request.user.pk,
        "here": here if here and policy.can_administer(request.user, here.organization) else None,
        "workplace": workplace or _workplace_form(request, person),
        "may_deactivate": policy.can_deactivate(request.user, person),
        "may_read_record": policy.can_read_record(request.user),
    }
    failed = any(sent is not None and sent.errors for sent in (form, workplace))
    return render(request, "people/detail.html", context, status=422 if failed else 200)


def _workplace_form(
    request: SignedInRequest, person: Person, sent: QueryDict | None = None
) -> WorkplaceForm:
    """Offers the places this administrator may put the person into."""
    here = person.workplace
    mine = Organization.objects.workplaces() & Organization.objects.administered_by(request.user)
    if here is not None and not policy.can_set_workplace(request.user, person, here.organization):
        mine = mine.none()
    return WorkplaceForm(
        sent, places=mine, initial={"workplace": here.organization_id if here else None}
    )


@administrators_only
@require_POST
def workplace(request: SignedInRequest, pk: int) -> HttpResponse:
    """Set right, or confirm, where somebody works."""
    person = _person(request, pk)
    form = _workplace_form(request, person, request.POST)
    if form.is_valid():
        try:
            actions.set_workplace(person, form.cleaned_data["workplace"], by=request.user)
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("Saved. No one from there assesses their work."))
            return redirect("people:detail", pk)
    return _detail(request, person, workplace=form)


@administrators_only
@require_POST
def grant(request: SignedInRequest, pk: int) -> HttpResponse:
    person = _person(request, pk)
    form = GrantForm(request.POST, by=request.user)
    if form.is_valid():
        try:
            actions.grant(
                person,
                form.cleaned_data["organization"],
                form.cleaned_data["role"],
                by=request.user,
            )
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("The role is given."))
            return redirect("people:detail", pk)
    return _detail(request, person, form)


@administrators_only
@require_POST
def end_membership(request: SignedInRequest, pk: int, membership_pk: int) -> HttpResponse:
    memberships = Membership.objects.visible_to(request.user).select_related(
        "organization", "person"
    )
    membership = get_object_or_404(memberships, pk=membership_pk, person=_person(request, pk))
    actions.end_membership(membership, by=request.user)
    messages.success(request, _("The role has ended. It stays in the past of this person."))
    return redirect("people:detail", pk)


@administrators_only
@require_POST
def keep_membership(request: SignedInRequest, pk: int, membership_pk: int) -> HttpResponse:
    memberships = Membership.objects.visible_to(request.user).select_related(
        "organization", "person"
    )
    membership = get_object_or_404(memberships, pk=membership_pk, person=_person(request, pk))
    actions.keep_membership(membership, by=request.user)
    messages.success(request, _("The role stays."))
    return redirect("people:detail", pk)


@administrators_only
@require_POST
def deactivate(request: SignedInRequest, pk: int) -> HttpResponse:
    actions.deactivate(_person(request, pk), by=request.user)
    messages.success(request, _("The account is closed."))
    return redirect("people:detail", pk)


@administrators_only
@require_POST
def reactivate(request: SignedInRequest, pk: int) -> HttpResponse:
    actions.reactivate(_person(request, pk), by=request.user)
    messages.success(request, _("The account is open again."))
    return redirect("people:detail", pk)


def _person(request: SignedInRequest, pk: int) -> Person:
    return get_object_or_404(Person.objects.visible_to(request.user), pk=pk)
