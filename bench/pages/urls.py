from django.http import HttpRequest, HttpResponse
from django.urls import include, path


def static_answer(request: HttpRequest, size: int) -> HttpResponse:
    """Bytes of this size: what the server and the middleware cost by themselves."""
    return HttpResponse(b"x" * size, content_type="text/html; charset=utf-8")


urlpatterns = [path("bench/<int:size>/", static_answer), path("", include("assay.config.urls"))]
