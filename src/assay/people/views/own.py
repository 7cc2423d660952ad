"""One's own account: taking an invitation, the profile, the language."""

from urllib.parse import urlencode

from allauth.account.internal.flows.login import perform_login
from allauth.account.models import Login
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import check_for_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django.views.i18n import LANGUAGE_QUERY_PARAMETER

from assay.lib.errors import Refusal
from assay.lib.http import return_address
from assay.people import actions, policy
from assay.people.actions.invitations import refuse_spent
from assay.people.forms.accounts import JoinForm, ProfileForm
from assay.people.forms.workplaces import WorkplaceForm
from assay.people.http import SignedInRequest
from assay.people.models import Invitation, Organization, Person
from assay.ui.fields import show_refusal


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest, token: str) -> HttpResponse:
    """Behind the link of an invitation: make an account, or take the role with the one there is."""
    invitation = Invitation.objects.behind(token)
    if invitation is None:
        raise Http404
    refuse_spent(invitation)
    if Person.objects.filter(email=invitation.email).exists():
        return _join_with_account(request, invitation)
    form = JoinForm(
        request.POST or None, email=invitation.email, organization=invitation.organization
    )
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            person = actions.join_by_invitation(
                invitation,
                display_name=data["display_name"],
                password=data["password"],
                workplace=data["workplace"],
            )
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            response: HttpResponse = perform_login(request, Login(user=person, email=person.email))
            return response
    status = 422 if form.errors else 200
    return render(
        request, "people/join.html", {"invitation": invitation, "form": form}, status=status
    )


@require_safe
def join_district(request: HttpRequest, ident: str) -> HttpResponse:
    """`/join/<district>/` leads to signing up there. Raises Http404 where no open district is called so."""
    if not Organization.objects.districts().filter(ident=ident).exists():
        raise Http404
    return redirect(f"{reverse('account_signup')}?{urlencode({'district': ident})}")


def _join_with_account(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    """They have an account: sign in with it, then one press."""
    user = request.user
    mine = isinstance(user, Person) and user.email == invitation.email
    if request.method == "POST" and mine and isinstance(user, Person):
        actions.accept(invitation, by=user)
        messages.success(request, _("You have joined."))
        return redirect("home")
    return render(
        request, "people/join_with_account.html", {"invitation": invitation, "mine": mine}
    )


@login_required
def profile(request: SignedInRequest) -> HttpResponse:
    form = ProfileForm(request.POST or None, instance=request.user)
    if request.method == "POST" and form.is_valid():
        # The form has written on `request.user` already; the verb writes the row, cleaned.
        actions.change_profile(request.user, by=request.user, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("people:profile")
    if form.errors:
        request.user.refresh_from_db()  # the masthead keeps the name that stands
    return _profile(request, form)


def _profile(
    request: SignedInRequest, form: ProfileForm, workplace: WorkplaceForm | None = None
) -> HttpResponse:
    here = request.user.workplace
    context = {
        "form": form,
        "membership": here,
        "workplace": workplace
        or WorkplaceForm(
            places=policy.workplaces_open_to(request.user),
            initial={"workplace": here.organization_id if here else None},
        ),
        "may_state": policy.can_state_workplace(request.user, request.user)
        and (here is None or here.is_stated),
    }
    failed = form.errors or (workplace is not None and workplace.errors)
    return render(request, "people/profile.html", context, status=422 if failed else 200)


@login_required
@require_POST
def workplace(request: SignedInRequest) -> HttpResponse:
    """Say where one works oneself."""
    if not policy.can_state_workplace(request.user, request.user):
        raise PermissionDenied
    form = WorkplaceForm(request.POST, places=policy.workplaces_open_to(request.user))
    if form.is_valid():
        try:
            actions.state_workplace(request.user, form.cleaned_data["workplace"], by=request.user)
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("Saved. No one from there assesses your work."))
            return redirect("people:profile")
    return _profile(request, ProfileForm(instance=request.user), form)


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Change the language: for this browser, and for the person if somebody is signed in (their e-mails too)."""
    chosen = request.POST.get(LANGUAGE_QUERY_PARAMETER, "")
    if isinstance(request.user, Person) and chosen in {"en", "es"}:
        actions.choose_language(request.user, chosen, by=request.user)
    response = HttpResponseRedirect(return_address(request, "/"))
    if request.method == "POST" and check_for_language(chosen):
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            chosen,
            max_age=settings.LANGUAGE_COOKIE_AGE,
            samesite="Lax",
            secure=settings.LANGUAGE_COOKIE_SECURE,
        )
    return response
