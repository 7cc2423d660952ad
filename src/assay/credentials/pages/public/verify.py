"""The verify page: a file, an address or JSON goes in, a report in plain words comes out."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from assay.credentials.pages.forms import VerifyForm
from assay.credentials.verification import checking, reports
from assay.lib.body_limits import MB, file_of, takes
from assay.lib.errors import BadInput, Refusal, TooLarge
from assay.lib.http import client_network
from assay.lib.limits import at_most

# A check may ask a stranger's server for half a minute; a person who checks a stack of applications does fewer.
CHECKS_A_MINUTE = 30
# Somewhat more than the largest badge, so that a file just above it is told so beside its field.
BODY = file_of(checking.MAX_BYTES + 2 * MB, lane="checks", signed_in=False, always=True)


@takes(BODY)
@require_http_methods(["GET", "HEAD", "POST"])
def verify(request: HttpRequest) -> HttpResponse:
    """Nothing that is sent here is kept. A badge that does not hold is a good answer (200); a bad question is not."""
    if request.method != "POST":
        return render(request, "credentials/verify.html", {"form": VerifyForm()})
    form = VerifyForm(request.POST, request.FILES)
    context: dict[str, object] = {"form": form}
    status = 422
    if form.is_valid():
        try:
            at_most(CHECKS_A_MINUTE, of="verify", by=client_network(request))
            report = checking.check(_given(form), recipient=form.cleaned_data["email"])
        except Refusal as refusal:
            form.add_error("file" if form.cleaned_data["file"] else "text", refusal.message)
            status = refusal.status
        else:
            context["telling"] = reports.told(
                report, asked_recipient=bool(form.cleaned_data["email"])
            )
            status = 200
    return render(request, "credentials/verify.html", context, status=status)


def _given(form: VerifyForm) -> bytes | str:
    """The file if there is one, else what was pasted."""
    upload = form.cleaned_data["file"]
    if upload is not None:
        if upload.size > checking.MAX_BYTES:
            raise TooLarge(
                _("This file is larger than 10 MB. No badge is that large, so it was not read.")
            )
        body: bytes = upload.read()
        return body
    text: str = form.cleaned_data["text"]
    if not text:
        raise BadInput(_("Choose a badge file, or paste an address or the contents of a badge."))
    return text
