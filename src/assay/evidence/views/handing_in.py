"""Declarations, readiness, the two presses, the receipt, and where it stands afterwards."""

from collections.abc import Iterator

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from assay.catalog.public import turnaround
from assay.evidence import actions
from assay.evidence.disclosures import Question, questions
from assay.evidence.drafts.loader import said_in
from assay.evidence.errors import AlreadyHandedIn, NewerFields, NotReady
from assay.evidence.forms import DeclarationForm, NoteForm
from assay.evidence.identifying_words import vocabulary
from assay.evidence.models import Status, Submission
from assay.evidence.outline import DECLARATIONS, NOTE, READINESS
from assay.evidence.readiness import expired, may_name
from assay.evidence.reasons import not_allowed_in_words
from assay.evidence.retention.kept_files import kept_files
from assay.evidence.timeline import line_of
from assay.evidence.views.finding import elsewhere, frame, mine, place
from assay.journeys.models import Start
from assay.lib.clock import today
from assay.lib.errors import BadInput
from assay.lib.http import wants_json
from assay.lib.prepared import prepared
from assay.lib.wording import whole_number
from assay.people.http import SignedInRequest
from assay.people.models import Person
from assay.program.policies import AIUsePolicy, SubmissionPolicy, both_in_force
from assay.ui.http import by_script, in_form, newer, refused, saved, written_over
from assay.ui.languages import language_name


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def declarations(request: SignedInRequest, pk: int) -> HttpResponse:
    """The learner's declarations; saved as they are, complete or not."""
    found = mine(request.user, pk)
    if request.method != "POST" and (response := elsewhere(found)):
        return response
    declared = getattr(found, "declaration", None)
    initial = (
        {name: getattr(declared, name) for name in DeclarationForm.base_fields} if declared else {}
    )
    form = DeclarationForm(request.POST or None, initial=initial)
    decided = _decided(request)
    if form.is_valid():
        try:
            actions.declare(
                found,
                **form.cleaned_data,
                recognizable=decided,
                was=written_over(request),
                by=request.user,
            )
        except NewerFields as e:
            return newer(request, e, stored=e.stored)
        return _onward(request, pk, found)
    if form.is_bound and by_script(request):
        return refused(request, in_form(form))
    context = frame(found, DECLARATIONS)
    asked = {artifact.id for artifact in may_name(context["draft"])}
    issuer = found.version.micro_credential.issuer_id
    before = declared.recognizable if declared else []
    ai, rules = both_in_force(AIUsePolicy, SubmissionPolicy, within=issuer)
    context |= {
        "form": form,
        "may_name": found.artifacts.filter(pk__in=asked) if asked else [],
        "ticked": {n for n, yes in decided.items() if yes}
        | {n for n in before if n not in decided},
        "ai_rule": ai.rule,
        "not_allowed": "; ".join(not_allowed_in_words(ai.not_allowed)),
        "months": rules.prior_practice_accepted_months,
    }
    return render(
        request, "evidence/declarations.html", context, status=422 if form.is_bound else 200
    )


def _decided(request: SignedInRequest) -> dict[int, bool]:
    """Of each artifact that the page asked about, by id: whether it is handed in although it may name its learner."""
    asked = [
        whole_number(name.removeprefix("asked-"))
        for name in request.POST
        if name.startswith("asked-")
    ]
    return {n: f"decided-{n}" in request.POST for n in asked if n is not None}


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def note(request: SignedInRequest, pk: int) -> HttpResponse:
    """The note on what changed since the last attempt."""
    found = mine(request.user, pk)
    if request.method != "POST" and (response := elsewhere(found)):
        return response
    form = NoteForm(request.POST or None, initial={"note": found.note})
    if form.is_valid():
        try:
            actions.explain(
                found, form.cleaned_data["note"], was=written_over(request), by=request.user
            )
        except NewerFields as e:
            return newer(request, e, stored=e.stored)
        return _onward(request, pk, found)
    if form.is_bound and by_script(request):
        return refused(request, in_form(form))
    context = frame(found, NOTE) | {"form": form}
    return render(request, "evidence/note.html", context, status=422 if form.is_bound else 200)


def _onward(request: SignedInRequest, pk: int, found: Submission) -> HttpResponse:
    if wants_json(request):
        return saved(request, at=found.saved_at)
    submission = mine(request.user, pk)
    if request.POST.get("then") == "back":
        here = NOTE if "note" in request.POST else DECLARATIONS
        before = frame(submission, here)["before"]
        return (
            redirect(place(submission, before.id)) if before else redirect("evidence:workspace", pk)
        )
    if "note" in request.POST:
        return redirect("evidence:declarations", pk)
    return redirect("evidence:readiness", pk)


@login_required
@require_GET
def readiness(request: SignedInRequest, pk: int) -> HttpResponse:
    """The checklist: what is open, each with its step; then the summary and the second press."""
    found = mine(request.user, pk)
    return elsewhere(found) or _readiness(request, pk, status=200)


def _readiness(
    request: SignedInRequest, pk: int, *, status: int, refusal: BadInput | None = None
) -> HttpResponse:
    found = mine(request.user, pk)
    context = frame(found, READINESS)
    outline = context["outline"]
    places = list(dict.fromkeys(thing.where for thing in outline.open))
    context |= {
        "open_groups": [
            {
                "label": outline.label(where),
                "url": place(found, where),
                "things": [thing for thing in outline.open if thing.where == where],
            }
            for where in places
        ],
        "questions": [
            {
                "label": outline.label(asked.where),
                "url": f"{place(found, asked.where)}#{asked.field}",
                "text": asked.text,
            }
            for asked in _asked_about(found, request.user)
        ],
        "promised": turnaround.promised_on(found.version),
        "refusal": refusal,
        "expired": expired(context["draft"]),
        "artifacts": found.artifacts.present().count(),
        "answers": sum(1 for a in context["draft"].answers.values() if a.words or a.form != "text"),
    }
    taken = actions.languages_taken(found)
    if len(taken) > 1:
        likely = likely_language(found, get_language() or "", taken)
        context |= {
            "languages": [(code, language_name(code)) for code in taken],
            "language": request.POST.get("language", likely),
        }
    return render(request, "evidence/readiness.html", context, status=status)


@login_required
@require_GET
def step_questions(request: SignedInRequest, pk: int, step_id: str) -> HttpResponse:
    """What in one step could name a student, for its page to say while one writes; nothing that blocks."""
    found = mine(request.user, pk)
    if step_id not in {step.id for step in found.version.content.steps}:
        raise Http404
    asked = [one for one in _asked_about(found, request.user) if one.where == step_id]
    return render(request, "evidence/step_questions.html", {"asked": asked})


def _asked_about(found: Submission, learner: Person) -> Iterator[Question]:
    known = vocabulary(found.version.content.data)
    return questions(said_in(found), known=known, naming=learner.naming)


def likely_language(submission: Submission, page: str, taken: list[str]) -> str:
    """What was said of it before, or of what this learner handed in last; else the language they read pages in."""
    before = Submission.objects.filter(start__person=submission.person_id)
    before = before.filter(submitted_at__isnull=False).select_related("version")
    last = before.defer("manifest", "version__data").order_by("-submitted_at").first()
    said = submission.language or (last.written_in if last else page)
    return said if said in taken else submission.version.language


@login_required
@require_POST
def submission(request: SignedInRequest, pk: int) -> HttpResponse:
    """Hand in. A second press shows the receipt of the first."""
    found = mine(request.user, pk)
    try:
        actions.submit(found, language=request.POST.get("language", ""), by=request.user)
    except NotReady as e:
        messages.warning(request, e.message)
        return _readiness(request, pk, status=e.status)
    except BadInput as e:
        if (
            "language" not in e.fields
        ):  # a damaged file: the page of refusals says which, and what to do
            raise
        return _readiness(request, pk, status=e.status, refusal=e)
    except AlreadyHandedIn as e:
        messages.info(request, e.message)
    return redirect("evidence:receipt", pk)


@login_required
@require_GET
def receipt(request: SignedInRequest, pk: int) -> HttpResponse:
    """The receipt: submission ID, when, what, and the day promised."""
    found = mine(request.user, pk)
    if found.manifest is None:
        return redirect("evidence:workspace" if found.is_draft else "evidence:detail", pk)
    context = {
        "submission": found,
        "version": found.version,
        "learner": request.user.display_name,
        "issuer": found.version.micro_credential.issuer.name,
        "language": language_name(found.written_in),
        "address": f"{settings.BASE_URL}{reverse('evidence:detail', args=[pk])}",
    }
    return render(request, "evidence/receipt.html", context)


@login_required
@require_POST
def withdrawal(request: SignedInRequest, pk: int) -> HttpResponse:
    actions.withdraw(mine(request.user, pk), by=request.user)
    messages.success(request, _("Withdrawn. It is not judged, and everything in it is kept."))
    return redirect("evidence:detail", pk)


@login_required
@require_GET
def status(request: SignedInRequest, pk: int) -> HttpResponse:
    """Where it stands, as one line of states; assessment adds its own in the slot."""
    found = mine(request.user, pk)
    context = {
        "submission": found,
        "version": found.version,
        "line": line_of(found),
        "may_take_up": found.status == Status.WITHDRAWN and found.start.status == "open",
        "late": found.status == Status.SUBMITTED
        and bool(found.promised_on and found.promised_on < today()),
        "attempts": _attempts(found.start),
        "files": kept_files(found),
    }
    return render(request, "evidence/detail.html", context)


@prepared
def _attempts(start: Start) -> QuerySet[Submission]:
    rows = Submission.objects.filter(start=start).order_by("attempt")
    return rows.only("attempt", "counted", "set_aside_at", "public_id", "status", "outcome")
