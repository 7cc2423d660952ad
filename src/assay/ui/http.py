"""Answers to what our scripts save as it is typed. One shape for all of them: `saving.schema.json`.

A script sends the mark of a revision in `Assay-Save` and the mark of the person whose page it is in `Assay-Person`. The
device's copy goes only when the answer says `"code": "saved"` and names that very mark in `confirms`.
"""

from datetime import datetime
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import resolve_url
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from assay.lib.errors import BadInput, Refusal
from assay.lib.http import page_before
from assay.ui.words import clock_time

SAVE, PERSON = "Assay-Save", "Assay-Person"
_SAVE_SENT = f"HTTP_{SAVE.upper().replace('-', '_')}"


def by_script(request: HttpRequest) -> bool:
    """True if a script of ours sends this to be saved."""
    return _SAVE_SENT in request.META  # asked of every page: not worth reading all headers


def mark_of(person: Any) -> str:
    """A browser's mark of somebody, so that nobody else who signs in there is shown what they typed ("" = nobody).

    Keyed, so that it says nothing of whose it is; the same on every device and after every sign-in.
    """
    if person is None or not person.is_authenticated:
        return ""
    return salted_hmac("assay.typed", str(person.pk), algorithm="sha256").hexdigest()[:20]


def saved(
    request: HttpRequest, *, at: datetime, revision: int | str | None = None, **more: Any
) -> JsonResponse:
    """It is stored: confirms the mark that was sent. `revision` is what the next save starts from."""
    body = {
        "code": "saved",
        "confirms": _mark(request),
        "revision": revision,
        "saved": clock_time(at),
    }
    return JsonResponse(body | more)


def newer(
    request: HttpRequest,
    refusal: Refusal,
    *,
    stored: dict[str, Any],
    revision: int | str | None = None,
    at: datetime | None = None,
) -> JsonResponse:
    """Nothing was overwritten: `stored` is what stands in the form's fields now, by name."""
    return refused(
        request,
        refusal,
        stored=stored,
        revision=revision,
        saved=clock_time(at) if at is not None else "",
    )


def refused(request: HttpRequest, refusal: Refusal, **more: Any) -> JsonResponse:
    """A refusal to a script, as problem JSON (RFC 9457) with what belongs to it."""
    fields = {"fields": refusal.fields} if refusal.fields else {}
    return problem(refusal.status, refusal.code, refusal.message, **fields, **more)


def kept_beside(request: HttpRequest, refusal: Refusal) -> JsonResponse:
    """It came too late for its place and is stored beside it, so the device need not keep it."""
    return refused(request, refusal, confirms=_mark(request))


def problem(status: int, code: str, detail: str, **more: Any) -> JsonResponse:
    body = {"type": "about:blank", "status": status, "code": code, "detail": detail} | more
    return JsonResponse(body, status=status, content_type="application/problem+json")


def in_form(form: BaseForm) -> BadInput:
    """A form's faults, as a refusal."""
    wrong = {
        form[name].html_name: str(found[0])
        for name, found in form.errors.items()
        if name in form.fields
    }
    return BadInput(next(iter(wrong.values()), _("Please look at this again.")), fields=wrong)


def written_over(request: HttpRequest) -> dict[str, str]:
    """The words that a script says its own replace, by the fields' names (`was:NAME`); {} without script."""
    return {
        name.removeprefix("was:"): str(value)
        for name, value in request.POST.items()
        if name.startswith("was:")
    }


def sign_in_address(request: HttpRequest) -> str:
    """Where one signs in and comes back to the page at hand: of a form, the page it stands on."""
    there = request.get_full_path()
    if request.method not in ("GET", "HEAD"):
        there = page_before(request) or "/"
    return f"{resolve_url(settings.LOGIN_URL)}?{urlencode({'next': there})}"


def tab_of(request: HttpRequest) -> str:
    """The tab that a script's mark names ("TAB.REVISION"); "" for a plain form."""
    return _mark(request).partition(".")[0][:40]


def is_our_form(request: HttpRequest) -> bool:
    """True if a form of ours sent this. What a stranger's page sent is not shown as if somebody had typed it here."""
    origin = request.headers.get("Origin", "")
    if origin and origin != "null":
        return urlsplit(origin).netloc == request.get_host()
    return request.headers.get("Sec-Fetch-Site", "same-origin") == "same-origin"


def _mark(request: HttpRequest) -> str:
    return request.headers.get(SAVE, "")[:120]


def is_json(response: HttpResponse) -> bool:
    return "json" in response.headers.get("Content-Type", "")
