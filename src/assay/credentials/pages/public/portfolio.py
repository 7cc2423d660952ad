"""The page of somebody's public badges."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from assay.credentials.models import Award, EarlierBadge, PublicPage
from assay.lib.http import page_of

PAGE_SIZE = 60


@require_safe
def public_page(request: HttpRequest, slug: str) -> HttpResponse:
    """Public badges and nothing else: not how many there are beside them."""
    page = get_object_or_404(PublicPage.objects.select_related("person"), slug=slug)
    rows = Award.objects.on_show().filter(person=page.person).for_show()
    earlier = EarlierBadge.objects.on_show().filter(person=page.person)[:PAGE_SIZE]
    context = {
        "public_page": page,
        "page_obj": page_of(rows, request, PAGE_SIZE),
        "earlier": list(earlier),
    }
    return render(request, "credentials/public_page.html", context)
