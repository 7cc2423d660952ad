"""The key of an issuer: made before its first badge, and its step of the first-run guide."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from assay.credentials import actions, policy
from assay.credentials.models import IssuerKey
from assay.lib.http import page_before
from assay.people.http import SignedInRequest, only_for
from assay.people.models import Organization, Role


@only_for(lambda person: person.has_role_somewhere(Role.PROGRAM_ADMIN))
@require_POST
def make_key(request: SignedInRequest, ident: str) -> HttpResponse:
    mine = Organization.objects.administered_by(request.user).current()
    issuer = get_object_or_404(mine, ident=ident)
    actions.make_key(issuer, by=request.user)
    messages.success(request, _("The key is there. Badges are signed with it from now on."))
    return redirect(page_before(request) or f"/issuers/{ident}/")


def has_key(home: Organization) -> bool:
    return _key(home) is not None


def key_step(person: Any, home: Organization) -> dict[str, Any]:
    return {"key": _key(home), "may": policy.can_rotate_key(person, home)}


def _key(home: Organization) -> IssuerKey | None:
    return IssuerKey.objects.signing("Ed25519").filter(issuer=home).first()
