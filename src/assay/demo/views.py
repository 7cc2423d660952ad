from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from assay.demo.cast import CAST
from assay.demo.lock import may_switch
from assay.lib.errors import Refusal
from assay.people.models import Person


def cast(request: HttpRequest) -> HttpResponse:
    """Who one can be, and what to try as them."""
    if not may_switch(request):
        raise Http404
    return render(request, "demo/cast.html", {"cast": CAST})


@require_POST
def become(request: HttpRequest, sourced_id: str) -> HttpResponse:
    """Sign in as somebody of the cast. Only in the demo, only the cast."""
    if not may_switch(request) or sourced_id not in {part.sourced_id for part in CAST}:
        raise Http404
    person = Person.objects.filter(sourced_id=sourced_id, is_active=True).first()
    if person is None:
        raise Refusal(_("This part is not cast any more. Start the demo over with: assay demo --reset"))
    login(request, person)
    return redirect("home")
