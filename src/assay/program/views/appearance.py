"""Name, logo and color of the program: the form, what was set before, and the logo's own address."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from assay.lib.errors import Refusal
from assay.people.http import SignedInRequest, only_for
from assay.program import actions, policy
from assay.program.appearance import TEAL, palette_of
from assay.program.logos import MOST_BYTES
from assay.program.models import AppearanceSet
from assay.ui.appearance import program_name
from assay.ui.appearance.colors import color_of
from assay.ui.fields import show_refusal

MOST_SHOWN = 20
A_YEAR = 365 * 86400


class AppearanceForm(forms.Form):
    """What a program looks like."""

    name = forms.CharField(
        label=gettext_lazy("Name of the program"),
        help_text=gettext_lazy("It is shown beside the logo on every page and above every e-mail."),
        max_length=60,
    )
    logo = forms.FileField(
        label=gettext_lazy("Logo"),
        help_text=gettext_lazy(
            "SVG, PNG, JPEG or WebP of at most 512 KB. It is shown 28 pixels high."
        ),
        required=False,
    )
    without_logo = forms.BooleanField(label=gettext_lazy("Show no logo"), required=False)
    color = forms.CharField(
        label=gettext_lazy("Color of buttons and links"),
        help_text=gettext_lazy(
            "As six characters, such as 2F6F94, or leave it empty for our teal."
        ),
        required=False,
        max_length=20,
        widget=forms.TextInput(attrs={"spellcheck": "false", "autocomplete": "off"}),
    )


@only_for(policy.can_set_up)
@require_http_methods(["GET", "HEAD", "POST"])
def appearance(request: SignedInRequest) -> HttpResponseBase:
    """Set it, and read what it was before."""
    row = AppearanceSet.objects.defer("logo").first()
    start = {
        "name": row.name if row and row.name else program_name(),
        "color": row.color if row else "",
    }
    form = AppearanceForm(request.POST or None, request.FILES or None, initial=start)
    offered = None
    if request.method == "POST" and form.is_valid():
        sent = form.cleaned_data
        color = request.POST.get("instead", sent["color"])
        try:
            actions.set_appearance(
                name=sent["name"],
                color=color,
                logo=_body(sent["logo"]),
                keep_logo=not sent["without_logo"],
                by=request.user,
            )
        except Refusal as refusal:
            show_refusal(form, refusal)
            offered = _offered(color)
        else:
            messages.success(request, _("Every page shows it from now on."))
            return redirect("program:appearance")
    context = {
        "form": form,
        "row": row,
        "palette": palette_of(row.color) if row and row.color else None,
        "offered": offered,
        "teal": TEAL,
        "before": AppearanceSet.objects.defer("logo").select_related("set_by")[:MOST_SHOWN],
    }
    return render(request, "program/appearance.html", context, status=422 if form.errors else 200)


def _body(file: Any) -> bytes | None:
    """No more of it than a logo may have, and one byte, by which it is refused."""
    return bytes(file.read(MOST_BYTES + 1)) if file else None


def _offered(color: str) -> Any:
    chosen = color_of(color)
    palette = palette_of(chosen) if chosen else None
    return palette if palette is not None and palette.light != chosen else None


@require_safe
def logo(request: HttpRequest, mark: str) -> HttpResponse:
    """A logo by its hash: it never changes there. Nothing in it runs, even where it is opened alone."""
    row = AppearanceSet.objects.filter(logo_sha256__startswith=mark).exclude(logo_sha256="").first()
    if row is None:
        raise Http404
    answer = HttpResponse(bytes(row.logo), content_type=row.logo_type)
    answer.headers["Cache-Control"] = f"public, max-age={A_YEAR}, immutable"
    answer.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return answer
