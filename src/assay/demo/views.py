from django.conf import settings
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from assay.demo import letters as post
from assay.demo.cast import CAST
from assay.demo.lock import may_switch
from assay.lib.errors import Refusal
from assay.lib.http import page_of
from assay.people.models import Person


def cast(request: HttpRequest) -> HttpResponse:
    """The people one can be, and what to try as them."""
    if not may_switch(request):
        raise Http404
    return render(request, "demo/cast.html", {"cast": CAST})


@never_cache
@require_safe
def letters(request: HttpRequest) -> HttpResponse:
    """Every e-mail that was written here, newest first: in the demo none is sent."""
    if not may_switch(request):
        raise Http404
    page = page_of(post.names(), request)
    context = {
        "page_obj": page,
        "letters": list(post.read_all(list(page))),
        "folder": settings.EMAIL_FILE_PATH,
    }
    return render(request, "demo/letters.html", context)


@never_cache
@require_safe
def letter(request: HttpRequest, name: str) -> HttpResponse:
    """One e-mail as it would arrive, with links that work."""
    found = post.read(name) if may_switch(request) else None
    if found is None:
        raise Http404
    return render(request, "demo/letter.html", {"letter": found})


@require_POST
def become(request: HttpRequest, sourced_id: str) -> HttpResponse:
    """Sign in as somebody of the cast. Only in the demo, only the cast."""
    if not may_switch(request) or sourced_id not in {part.sourced_id for part in CAST}:
        raise Http404
    person = Person.objects.filter(sourced_id=sourced_id, is_active=True).first()
    if person is None:
        raise Refusal(
            _("This part is not cast anymore. Start the demo over with: assay demo --reset")
        )
    login(request, person)
    return redirect("home")
