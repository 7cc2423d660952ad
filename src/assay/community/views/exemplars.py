"""Examples of practice for those who read: the list, one of them beside its criteria, its files."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from assay.catalog.models import MicroCredential
from assay.community import policy
from assay.community.exemplar_pieces import text_of, why_not_now
from assay.community.models import Exemplar, ExemplarPiece
from assay.community.models.exemplars import ExemplarQuerySet
from assay.evidence.models import ArtifactKind
from assay.evidence.openings.streaming import stream
from assay.frameworks.models import Competency
from assay.lib.clock import today
from assay.lib.errors import Gone
from assay.lib.http import page_of
from assay.lib.wording import whole_number


@require_safe
def exemplars(request: HttpRequest) -> HttpResponse:
    """What this reader may see, the newest first; by words, micro-credential and competency."""
    words = request.GET.get("q", "")[:200].replace("\x00", " ").strip()
    about = request.GET.get("of", "")[:100].replace("\x00", "")
    competency = whole_number(request.GET.get("competency"))
    every = _shown_to(request)
    rows = every.found(words)
    if about:
        rows = rows.filter(submission__version__micro_credential__slug=about)
    if competency is not None:
        rows = rows.filter(submission__version__alignments__competency=competency)
    context = {
        "page_obj": page_of(rows.distinct().order_by("-decided_at", "-pk").with_work(), request),
        "searched": words,
        "of": about,
        "competency": competency,
        "micro_credentials": _micro_credentials(every),
        "competencies": _competencies(every),
        "filtered": bool(words or about or competency is not None),
    }
    return _open_only_now(render(request, "community/exemplars.html", context))


@require_safe
def exemplar(request: HttpRequest, pk: int) -> HttpResponse:
    """One example: each piece beside the criterion it shows, and what the assessors said of it."""
    row, pieces = _readable(request, pk)
    context = page_context(row, pieces) | {"mine": request.user.pk == row.learner.pk}
    response = render(request, "community/exemplar.html", context)
    if not row.is_public:
        response["X-Robots-Tag"] = "noindex"
    return _open_only_now(response)


@require_safe
def exemplar_file(request: HttpRequest, pk: int, number: int) -> HttpResponseBase:
    """A file of it, streamed; each look of somebody who is signed in stands in the record."""
    row, pieces = _readable(request, pk)
    return streamed(request, row, pieces, number)


def streamed(
    request: HttpRequest, row: Exemplar, pieces: list[ExemplarPiece], number: int
) -> HttpResponseBase:
    piece = next((one for one in pieces if one.number == number), None)
    artifact = piece.artifact if piece else None
    if artifact is None or artifact.kind != ArtifactKind.FILE:
        raise Http404
    # The learner's own name for the file may hold anybody's name: it leaves under that of the example.
    suffix = artifact.name.rpartition(".")[2] if "." in artifact.name else "bin"
    artifact.name = f"{row.version.micro_credential.slug}-example-{row.pk}-{number}.{suffix}"
    response = stream(artifact, request, ground="example")
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def page_context(row: Exemplar, pieces: list[ExemplarPiece]) -> dict[str, Any]:
    """What the page of an exemplar shows, for its readers and for the officer who decides."""
    content = row.version.content
    shown: list[dict[str, Any]] = []
    for piece in pieces:
        step_id = piece.response.prompt_id if piece.response else ""
        step_id = piece.artifact.step_id if piece.artifact else step_id
        prompt, item = content.prompt(step_id), content.item(step_id)
        criterion = next((c for c in content.criteria if c.id == piece.criterion), None)
        shown.append(
            {
                "piece": piece,
                "criterion": criterion,
                "first": piece.criterion not in {one["piece"].criterion for one in shown},
                "asked": item.title if item else prompt.text if prompt else "",
                "fragment": _fragment(piece),
                "text": (piece.passage or text_of(piece.response)) if piece.response else "",
            }
        )
    return {
        "exemplar": row,
        "version": row.version,
        "shown": shown,
        "maker": row.learner.display_name if row.named else "",
    }


def pieces_of(row: Exemplar) -> list[ExemplarPiece]:
    """With all that is asked before one is shown. Three queries."""
    rows = row.pieces.select_related(
        "artifact__consent", "artifact__submission__start", "response__submission", "permission"
    )
    return list(rows.prefetch_related("artifact__holds", "artifact__public_consents"))


def _shown_to(request: HttpRequest) -> ExemplarQuerySet:
    rows = Exemplar.objects.all().shown(today())
    return rows.meant_for(sorted(policy.program_keys(request.user)))


def _readable(request: HttpRequest, pk: int) -> tuple[Exemplar, list[ExemplarPiece]]:
    """404 for those it was never meant for; for others 410 once it is shown no more. Asked of live rows each time."""
    meant = Exemplar.objects.filter(pk=pk, decided_at__isnull=False, starts_on__lte=today())
    programs = sorted(policy.program_keys(request.user))
    row = (
        meant.meant_for(programs)
        .select_related(
            "submission__start__person", "submission__version__micro_credential__issuer", "program"
        )
        .first()
    )
    if row is None:
        raise Http404
    pieces = pieces_of(row)
    content, audience = row.version.content, row.audience
    broken = any(why_not_now(piece, content, audience) for piece in pieces)
    if broken or not Exemplar.objects.all().shown(today()).filter(pk=pk).exists():
        raise Gone(
            _(
                "This example is no longer shown: it was taken back, or its time is over. There may be others."
            )
        )
    return row, pieces


def _fragment(piece: ExemplarPiece) -> str:
    """The part of a recording in its address (W3C Media Fragments), if its learner named one; all can be played."""
    begin, end = piece.from_seconds, piece.to_seconds
    if begin is None and end is None:
        return ""
    return f"#t={begin or 0}" + (f",{end}" if end is not None else "")


def _micro_credentials(every: ExemplarQuerySet) -> list[tuple[str, str, str]]:
    """(slug, title, language) of those that have any. One query."""
    rows = MicroCredential.objects.filter(
        pk__in=every.order_by().values("submission__version__micro_credential"),
        current__isnull=False,
    )
    found = rows.order_by("current__title", "pk")
    return list(found.values_list("slug", "current__title", "current__language"))


def _competencies(every: ExemplarQuerySet) -> list[Competency]:
    """Those that any of them is aligned with. One query."""
    keys = every.order_by().values("submission__version__alignments__competency")
    return list(Competency.objects.filter(pk__in=keys).order_by("code", "pk"))


def _open_only_now(response: HttpResponse) -> HttpResponse:
    """What is taken back is gone at the next request: nobody keeps a copy on the way."""
    response["Cache-Control"] = "private, no-store"
    return response
