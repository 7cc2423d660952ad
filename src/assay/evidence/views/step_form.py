"""A step's one form as it was sent: read once, saved piece by piece. What is refused stays in the form."""

import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from assay.catalog.content.nouns import Prompt
from assay.evidence import actions
from assay.evidence.errors import NewerFields, NewerText
from assay.evidence.files.accepted_files import Limits, limits_of
from assay.evidence.forms import ArtifactForm, ConsentForm, LinkForm
from assay.evidence.links import is_known
from assay.evidence.models import Artifact, PermissionRegister, Response, Submission, Upload
from assay.evidence.readiness import Step, needs_consent
from assay.evidence.retention.wording import originals_kept, recordings_kept
from assay.evidence.views.finding import frame, place
from assay.lib.errors import BadInput, Refusal, TooLarge, WrongState
from assay.lib.http import wants_json
from assay.lib.prepared import prepared
from assay.lib.rows import read_again
from assay.lib.wording import whole_number
from assay.people.http import SignedInRequest
from assay.people.models import Person
from assay.program.policies import EvidencePolicy, RetentionPolicy, both_in_force
from assay.ui.http import newer, refused, written_over
from assay.ui.http import saved as confirmed

_DESCRIBED = re.compile(r"a([0-9]{1,17})-description")


@dataclass(frozen=True, slots=True)
class Row:
    """One artifact on the page with its forms."""

    artifact: Artifact
    form: ArtifactForm
    consent: ConsentForm | None


class StepPost:
    """The form of a step. Without a request it is the form to show."""

    def __init__(self, request: SignedInRequest | None, submission: Submission, step: Step) -> None:
        self.request, self.submission, self.step = request, submission, step
        self.data = request.POST if request is not None else None
        self.errors: list[tuple[str, str]] = []  # (id of the field or "", text)
        self.conflict: NewerText | None = None
        self.newer: dict[
            str, str
        ] = {}  # what another tab put into fields of this form meanwhile, by their names
        self.was = written_over(request) if request is not None else {}
        self.status = 422  # of the answer, where something was refused
        self.link = LinkForm(
            self.data if self.data and self.data.get("link-url") else None, prefix="link"
        )

    @cached_property
    def response(self) -> Response | None:
        if not isinstance(self.step, Prompt):
            return None
        found = _response.first(self.submission, self.step.id)
        return found or Response(submission=self.submission, prompt_id=self.step.id)

    @cached_property
    def rows(self) -> list[Row]:
        """The artifacts of the step, with what was typed about them."""
        return [self._row(artifact) for artifact in _artifacts(self.submission, self.step.id)]

    @cached_property
    def taken_out(self) -> list[Artifact]:
        return _taken_out(self.submission, self.step.id)

    @cached_property
    def uploading(self) -> list[Upload]:
        """Files on their way: from this page, another tab, another device."""
        return _uploading(self.submission, self.step.id)

    @cached_property
    def registers(self) -> list[PermissionRegister]:
        """The learner's own, with their entries; asked for where something was given that needs consent."""
        return _registers(self.submission.start.person)

    @cached_property
    def policies(self) -> tuple[EvidencePolicy, RetentionPolicy]:
        issuer = self.submission.version.micro_credential.issuer_id
        return both_in_force(EvidencePolicy, RetentionPolicy, within=issuer)

    @property
    def kept(self) -> str:
        """Until when files and links that are handed in here are kept."""
        return originals_kept(self.policies[1])

    @property
    def recordings_kept(self) -> str:
        return recordings_kept(self.policies[1])

    @cached_property
    def limits(self) -> Limits:
        form = self.response.form if self.response else ""
        return limits_of(self.step, max_upload_mb=self.policies[0].max_upload_mb, form=form)

    @property
    def may_add(self) -> int:
        """How many more files or links the step takes."""
        return max(0, self.limits.most - len(self.rows))

    @cached_property
    def seconds_left(self) -> int | None:
        """How many seconds of recordings the step still takes; None where it has no limit."""
        step = self.step
        minutes = step.spoken_minutes if isinstance(step, Prompt) else step.max_minutes_total
        if not minutes:
            return None
        return max(0, 60 * minutes - sum(row.artifact.duration_seconds or 0 for row in self.rows))

    @property
    def may_record_video(self) -> bool:
        return "mp4" in self.limits.formats

    @property
    def may_record_sound(self) -> bool:
        return "m4a" in self.limits.formats

    @property
    def camera(self) -> str:
        """What a phone's own app may record for the step: "video", "audio" or nothing."""
        return "video" if self.may_record_video else "audio" if self.may_record_sound else ""

    @property
    def newer_fields(self) -> str:
        """For the script: what another tab put into the form's fields meanwhile, as JSON."""
        return json.dumps({"text": self.conflict.text} if self.conflict else {}, ensure_ascii=False)

    @property
    def typed(self) -> str:
        """The text to show: what was sent just now, or what stands."""
        if self.data is not None and "text" in self.data:
            return str(self.data["text"])
        return self.response.text if self.response else ""

    @property
    def then(self) -> str:
        """Where to go after: to the "next" step, "back", or "stay"."""
        return str(self.data.get("then", "stay")) if self.data is not None else "stay"

    def run(self, move: Callable[[], object] | None = None) -> bool:
        """Save everything that can be saved, then make a move of one line, if there is one.

        True if something was refused and the form has to be shown again.
        """
        for save in (self._save_text, self._save_rows, self._save_link, self._save_files):
            save()
        if move is not None:
            before = {row.artifact.pk for row in self.rows}
            self._try("", move)
            read_again(self, "rows")
            self._forget_errors_of(before - {row.artifact.pk for row in self.rows})
        return bool(self.errors or self.conflict or self.newer)

    @property
    def left_over(self) -> list[str]:
        """What was typed about pieces that are not on the page anymore: another tab took them out."""
        here = {row.artifact.pk for row in self.rows}
        found = (
            (_DESCRIBED.fullmatch(name), str(text)) for name, text in (self.data or {}).items()
        )
        return [text.strip() for m, text in found if m and int(m[1]) not in here and text.strip()]

    def _forget_errors_of(self, gone: set[int]) -> None:
        """What is not right about a piece that was just taken out need not be put right."""
        self.errors = [
            (name, text) for name, text in self.errors if not any(f"a{pk}-" in name for pk in gone)
        ]

    def _row(self, artifact: Artifact) -> Row:
        prefix = f"a{artifact.pk}"
        data = self.data if self.data and f"{prefix}-description" in self.data else None
        initial = {"description": artifact.description}
        consent = None
        if needs_consent(self.step):
            consent = ConsentForm(
                data, prefix=f"{prefix}-consent", artifact=artifact, registers=self.registers
            )
        return Row(artifact, ArtifactForm(data, prefix=prefix, initial=initial), consent)

    def _save_text(self) -> None:
        if self.data is None or self.response is None or "text" not in self.data:
            return
        try:
            actions.save_response(
                self.submission,
                self.step.id,
                self.typed,
                by=self._person,
                revision=whole_number(self.data.get("revision")),
                keep="keep" in self.data,
            )
        except NewerText as e:
            self.conflict = e
        except (BadInput, TooLarge) as e:
            self.errors.append(("text", e.message))
        form = str(self.data.get("form", ""))
        if form:
            self._try(
                "form",
                lambda: actions.choose_form(self.submission, self.step.id, form, by=self._person),
            )

    def _save_rows(self) -> None:
        for row in self.rows:
            for form in (row.form, row.consent):
                if form is not None and form.is_bound and not form.is_valid():
                    self.errors += [
                        (form[name].auto_id, str(e[0])) for name, e in form.errors.items()
                    ]
            if row.form.is_bound and row.form.is_valid():
                self._save_words(row)
            if (
                row.consent is not None
                and row.consent.is_bound
                and row.consent.is_valid()
                and row.consent.has_changed()
            ):
                self._save_consent(row.artifact, row.consent)

    def _save_consent(self, artifact: Artifact, form: ConsentForm) -> None:
        def record() -> None:
            with self._naming(form):
                actions.record_consent(
                    artifact, **form.cleaned_data, was=self._began(form), by=self._person
                )

        self._try("", record)

    def _began(self, form: ConsentForm | ArtifactForm) -> dict[str, str]:
        """A form's fields as they stood when the writer began, by the form's own names."""
        return {
            n: self.was[form.add_prefix(n)] for n in form.fields if form.add_prefix(n) in self.was
        }

    @contextmanager
    def _naming(self, form: ConsentForm | ArtifactForm) -> Iterator[None]:
        """Newer values told by the names that the page's fields have."""
        try:
            yield
        except NewerFields as e:
            self.newer |= {form.add_prefix(name): value for name, value in e.stored.items()}

    def _save_words(self, row: Row) -> None:
        values, artifact = row.form.cleaned_data, row.artifact
        if values["description"] != artifact.description:
            self._try(
                row.form["description"].auto_id, lambda: self._describe(row, values["description"])
            )
        if values["note"]:
            at, text = values["at"], values["note"]
            where = row.form["at"].auto_id
            if self._try(
                where, lambda: actions.add_note(artifact, text, at_seconds=at, by=self._person)
            ):
                row.form.data = {name: row.form.data[name] for name in row.form.data} | {
                    row.form["note"].html_name: "",
                    row.form["at"].html_name: "",
                }

    def _describe(self, row: Row, text: str) -> None:
        with self._naming(row.form):
            was = self._began(row.form).get("description")
            actions.describe(row.artifact, text, was=was, by=self._person)

    def _save_link(self) -> None:
        if not self.link.is_bound:
            return
        if not self.link.is_valid():
            self.errors.append((self.link["url"].auto_id, _("This is not a web address.")))
            return
        url, name = self.link.cleaned_data["url"], self.link.cleaned_data["name"]
        if self._try(self.link["url"].auto_id, lambda: self._link(url, name)):
            read_again(self, "rows")
            self.link = LinkForm(prefix="link")

    def _link(self, url: str, name: str) -> None:
        artifact = actions.add_link(self.submission, self.step.id, url, name=name, by=self._person)
        if not is_known(artifact.url):
            text = _(
                "“%(url)s” is saved, but did not answer just now. Check that assessors can open it."
            )
            messages.warning(self.request, text % {"url": artifact.url})  # type: ignore[arg-type]  # there is a request while saving

    def _save_files(self) -> None:
        for sent in self.request.FILES.getlist("files") if self.request is not None else []:
            name = sent.name or "file"
            file = sent.file
            assert file is not None
            add = lambda file=file, name=name: self._add(file, name)  # noqa: E731
            if self._try("files", add):
                read_again(self, "rows")

    def _add(self, file: object, name: str) -> None:
        artifact = actions.add_file(self.submission, self.step.id, file, name=name, by=self._person)  # type: ignore[arg-type]  # Django's upload is a binary stream
        for text in remarks(artifact):
            messages.warning(self.request, text)  # type: ignore[arg-type]  # there is a request while saving

    def _try(self, where: str, act: Callable[[], object]) -> bool:
        try:
            act()
        except WrongState as e:
            if not self.submission.is_draft:
                raise
            self.errors.append((where, e.message))
            return False
        except Refusal as e:
            self.errors.append((where, e.message))
            self.status = max(self.status, e.status) if e.status >= 500 else self.status
            return False
        return True

    @property
    def _person(self):  # type: ignore[no-untyped-def]  # Person, of a request that is there while saving
        assert self.request is not None
        return self.request.user


@prepared
def _response(submission: Submission, prompt: str) -> QuerySet[Response]:
    return Response.objects.filter(submission=submission, prompt_id=prompt)


@prepared
def _artifacts(submission: Submission, step: str) -> QuerySet[Artifact]:
    rows = Artifact.objects.present().filter(submission=submission, step_id=step)
    return (
        rows.knowing_holds()
        .knowing_copies()
        .select_related("consent")
        .prefetch_related("annotations")
    )


@prepared
def _taken_out(submission: Submission, step: str) -> QuerySet[Artifact]:
    return Artifact.objects.filter(
        submission=submission, step_id=step, removed_at__isnull=False, deleted_at__isnull=True
    )


@prepared
def _registers(person: Person) -> QuerySet[PermissionRegister]:
    return PermissionRegister.objects.visible_to(person)


@prepared
def _uploading(submission: Submission, step: str) -> QuerySet[Upload]:
    return Upload.objects.filter(submission=submission, step_id=step, finished_at__isnull=True)


def told(request: SignedInRequest, post: StepPost) -> HttpResponse:
    """The answer to a script whose save was refused: newer words to choose between, or what is wrong."""
    if post.newer:
        return newer(request, NewerFields(post.newer), stored=post.newer)
    if post.conflict is not None:
        e = post.conflict
        return newer(request, e, stored={"text": e.text}, revision=e.revision, at=e.saved_at)
    return refused(request, BadInput(post.errors[0][1], fields=dict(post.errors)))


def remarks(artifact: Artifact) -> Iterator[str]:
    """Messages to a learner about a file that was taken."""
    others = Artifact.objects.present().filter(
        submission=artifact.submission_id, sha256=artifact.sha256
    )
    if artifact.sha256 and (twin := others.exclude(pk=artifact.pk).first()):
        yield _("“%(name)s” is the same file as “%(twin)s” in another step.") % {
            "name": artifact.name,
            "twin": twin.name,
        }


def saved(request: SignedInRequest, submission: Submission, post: StepPost) -> HttpResponse:
    """The answer to a save: figures for a script, the next page for a browser."""
    if wants_json(request):
        return confirmed(request, at=submission.saved_at)
    if post.then in {"next", "back"}:
        context = frame(submission, post.step.id)
        entry = context["after"] if post.then == "next" else context["before"]
        if entry is not None:
            return redirect(place(submission, entry.id))
        return redirect("evidence:workspace", submission.pk)
    return redirect(place(submission, post.step.id))
