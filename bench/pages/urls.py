from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import include, path


def static_answer(request: HttpRequest, size: int) -> HttpResponse:
    """Bytes of this size: what the server and the middleware cost by themselves."""
    return HttpResponse(b"x" * size, content_type="text/html; charset=utf-8")


def frame(request: HttpRequest) -> HttpResponse:
    """A page without content: what every page costs somebody who is signed in."""
    return render(request, "base.html")


urlpatterns = [
    path("bench/<int:size>/", static_answer),
    path("bench/frame/", frame),
    path("", include("assay.config.urls")),
]
