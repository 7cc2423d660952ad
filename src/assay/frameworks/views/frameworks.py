"""Frameworks, as anybody may read them."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from assay.frameworks.models import Framework


@require_safe
def browse(request: HttpRequest) -> HttpResponse:
    """All frameworks: a handful, so one page."""
    return render(request, "frameworks/list.html", {"frameworks": Framework.objects.all()})


@require_safe
def detail(request: HttpRequest, slug: str) -> HttpResponse:
    """The tree of competencies. What aligns to it fills the slot "framework.aligned"."""
    framework = get_object_or_404(Framework, slug=slug)
    return render(
        request,
        "frameworks/detail.html",
        {"framework": framework, "competencies": framework.competencies.all()},
    )
