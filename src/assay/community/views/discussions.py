"""Discussions: the threads about a micro-credential or in a cohort, one thread, and what a moderator does there."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assay.catalog.models import MicroCredential, Version
from assay.community import actions, policy
from assay.community.actions.discussions import program_for
from assay.community.digest_links import digest_of
from assay.community.directory_forms import ReportForm
from assay.community.discussion_forms import DigestForm, HidingForm, PostForm, ThreadForm
from assay.community.micro_credentials import talked_about, version_of
from assay.community.models import Cohort, Digest, Post, Report, Thread
from assay.community.models.discussions import PostQuerySet, ThreadQuerySet
from assay.lib import limits
from assay.lib.errors import Refusal
from assay.lib.http import page_of
from assay.people.http import SignedInRequest
from assay.people.models import Organization, Person
from assay.program.models import programs_of
from assay.ui.fields import show_refusal

#: Posts of one person within ten minutes.
MOST_POSTS = 10
PAGE = 25


@dataclass(frozen=True, kw_only=True)
class Subject:
    """What is discussed: a micro-credential in a program, or a cohort."""

    program: Organization
    micro_credential: MicroCredential | None = None
    version: Version | None = None
    cohort: Cohort | None = None

    @property
    def about(self) -> dict[str, Any]:
        return {"micro_credential": self.micro_credential, "cohort": self.cohort}

    @property
    def key(self) -> object:
        return (
            self.cohort.pk if self.cohort else self.micro_credential and self.micro_credential.slug
        )

    def address(self, name: str) -> str:
        return reverse(f"community:{'cohort_' if self.cohort else ''}{name}", args=[self.key])

    def threads(self, person: Person) -> ThreadQuerySet:
        if self.cohort is not None:
            return Thread.objects.filter(cohort=self.cohort)
        assert self.micro_credential is not None
        programs = [program.pk for program in programs_of(person)]
        return Thread.objects.all().about(self.micro_credential, programs)


def _of_micro_credential(request: SignedInRequest, slug: str) -> Subject:
    row = get_object_or_404(talked_about(), slug=slug)
    program = program_for(request.user)
    if program is None:
        raise Http404
    return Subject(program=program, micro_credential=row, version=version_of(row))


def _of_cohort(request: SignedInRequest, pk: int) -> Subject:
    rows = Cohort.objects.all().mine(request.user).select_related("organization")
    cohort = get_object_or_404(rows, pk=pk)
    return Subject(program=cohort.organization, cohort=cohort)


@login_required
@require_safe
def about_micro_credential(request: SignedInRequest, slug: str) -> HttpResponse:
    return _threads(request, _of_micro_credential(request, slug))


@login_required
@require_safe
def of_cohort(request: SignedInRequest, pk: int) -> HttpResponse:
    return _threads(request, _of_cohort(request, pk))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def beginning(request: SignedInRequest, slug: str) -> HttpResponse:
    return _begin(request, _of_micro_credential(request, slug))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def beginning_in_cohort(request: SignedInRequest, pk: int) -> HttpResponse:
    return _begin(request, _of_cohort(request, pk))


@login_required
@require_POST
def digest(request: SignedInRequest, slug: str) -> HttpResponse:
    return _choose_digest(request, _of_micro_credential(request, slug))


@login_required
@require_POST
def digest_of_cohort(request: SignedInRequest, pk: int) -> HttpResponse:
    return _choose_digest(request, _of_cohort(request, pk))


@require_http_methods(["GET", "HEAD", "POST"])
def digest_ending(request: HttpRequest, token: str) -> HttpResponse:
    """The way out that stands in the mail: whoever has the link ends it by one press, signed in or not."""
    try:
        row = digest_of(token)
    except signing.BadSignature as e:
        raise Http404 from e
    if request.method == "POST" and row is not None:
        actions.end_digest(row)
        row = None
    return render(request, "community/digest_ending.html", {"digest": row})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def thread(request: SignedInRequest, pk: int) -> HttpResponse:
    """What was written, oldest first, and writing on. Where the program has no discussions it says so."""
    row = _thread(request, pk)
    is_on = policy.has_discussion(row.program_id)
    version = version_of(row.micro_credential) if row.micro_credential else None
    form, names, status = PostForm(request.POST or None), [], 200
    if request.method == "POST":
        status = 422
        if form.is_valid() and not (names := form.names(version)):
            _not_too_many(request)
            try:
                written = actions.post(row, form.cleaned_data["text"], by=request.user)
            except Refusal as refusal:
                show_refusal(form, refusal)
                status = refusal.status
            else:
                last = (row.posts.count() + PAGE - 1) // PAGE
                return redirect(f"{_address(row)}?page={last}#post-{written.pk}")
    posts = row.posts.select_related("by", "place") if is_on else row.posts.none()
    page = page_of(posts, request, size=PAGE)
    reports = Report.objects.filter(post__in=[one.pk for one in page]).told_to(request.user)
    context = {
        "thread": row,
        "version": version,
        "is_on": is_on,
        "page_obj": page,
        "form": form if is_on and not row.is_locked else None,
        "unsent": request.POST.get("text", ""),
        "names": names,
        "moderates": policy.can_moderate(request.user, row),
        "reports": {report.post_id: report for report in reports},
    }
    return render(request, "community/thread.html", context, status=status)


@login_required
@require_POST
def locking(request: SignedInRequest, pk: int) -> HttpResponse:
    row = _thread(request, pk)
    actions.lock_thread(row, by=request.user)
    messages.success(request, _("Locked. It stays to be read."))
    return redirect(_address(row))


@login_required
@require_POST
def unlocking(request: SignedInRequest, pk: int) -> HttpResponse:
    row = _thread(request, pk)
    actions.unlock_thread(row, by=request.user)
    messages.success(request, _("Open again."))
    return redirect(_address(row))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def changing(request: SignedInRequest, pk: int) -> HttpResponse:
    """Word one's own post otherwise."""
    row = get_object_or_404(_posts(request).filter(by=request.user), pk=pk)
    about = row.thread.micro_credential
    version = version_of(about) if about else None
    form, names = PostForm(request.POST or None, initial={"text": row.text}), []
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid() and not (names := form.names(version)):
            try:
                actions.change_post(row, form.cleaned_data["text"], by=request.user)
            except Refusal as refusal:
                show_refusal(form, refusal)
                status = refusal.status
            else:
                messages.success(request, _("Saved."))
                return redirect(f"{_address(row.thread)}#post-{row.pk}")
    context = {"post": row, "form": form, "names": names}
    return render(request, "community/post_change.html", context, status=status)


@login_required
@require_POST
def removal(request: SignedInRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(_posts(request).filter(by=request.user), pk=pk)
    actions.take_post_away(row, by=request.user)
    messages.success(request, _("Taken away. Its words are deleted."))
    return redirect(_address(row.thread))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def hiding(request: SignedInRequest, pk: int) -> HttpResponse:
    """Hide a post with a reason that its author reads."""
    row = _moderated(request, pk)
    form, status = HidingForm(request.POST or None), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                actions.hide_post(row, form.cleaned_data["reason"], by=request.user)
            except Refusal as refusal:
                show_refusal(form, refusal)
                status = refusal.status
            else:
                messages.success(request, _("Hidden. Its author reads your reason."))
                return redirect(f"{_address(row.thread)}#post-{row.pk}")
    return render(request, "community/post_hiding.html", {"post": row, "form": form}, status=status)


@login_required
@require_POST
def showing(request: SignedInRequest, pk: int) -> HttpResponse:
    row = _moderated(request, pk)
    actions.show_post(row, by=request.user)
    messages.success(request, _("Everyone in the discussion reads it again."))
    return redirect(f"{_address(row.thread)}#post-{row.pk}")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def reporting(request: SignedInRequest, pk: int) -> HttpResponse:
    """Report what a colleague posted."""
    row = get_object_or_404(_posts(request).readable().exclude(by=request.user), pk=pk)
    form, status = ReportForm(request.POST or None), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                actions.report_post(row, form.cleaned_data["reason"], by=request.user)
            except Refusal as refusal:
                show_refusal(form, refusal)
                status = refusal.status
            else:
                messages.success(
                    request, _("Reported. Who looks after your program will look at it.")
                )
                return redirect(f"{_address(row.thread)}#post-{row.pk}")
    return render(request, "community/post_report.html", {"form": form, "post": row}, status=status)


def _threads(request: SignedInRequest, subject: Subject) -> HttpResponse:
    """The newest activity first; `?q=` looks in titles and posts."""
    words = request.GET.get("q", "")[:100].strip()
    is_on = policy.has_discussion(subject.program.pk)
    rows = subject.threads(request.user)
    if not is_on:
        rows = rows.none()
    if words:
        rows = rows.found(words)
    chosen = Digest.objects.filter(person=request.user, **subject.about).first()
    context = {
        "subject": subject,
        "version": subject.version,
        "is_on": is_on,
        "page_obj": page_of(rows.select_related("by"), request),
        "words": words,
        "begin_url": subject.address("thread_new"),
        "digest_url": subject.address("digest"),
        "digest_form": DigestForm(initial={"rhythm": chosen.rhythm if chosen else ""}),
    }
    return render(request, "community/discussion.html", context)


def _begin(request: SignedInRequest, subject: Subject) -> HttpResponse:
    form, names, status = ThreadForm(request.POST or None), [], 200
    is_on = policy.has_discussion(subject.program.pk)
    if request.method == "POST":
        status = 422
        if form.is_valid() and not (names := form.names(subject.version)):
            _not_too_many(request)
            sent = form.cleaned_data
            try:
                row = actions.begin_thread(
                    subject.program, sent["title"], sent["text"], **subject.about, by=request.user
                )
            except Refusal as refusal:
                show_refusal(form, refusal)
                status = refusal.status
            else:
                return redirect(_address(row))
    context = {
        "subject": subject,
        "version": subject.version,
        "form": form if is_on else None,
        "names": names,
        "back_url": subject.address("discussion"),
    }
    return render(request, "community/thread_new.html", context, status=status)


def _choose_digest(request: SignedInRequest, subject: Subject) -> HttpResponse:
    rhythm = request.POST.get("rhythm", "")
    actions.choose_digest(request.user, rhythm, **subject.about, by=request.user)
    messages.success(
        request,
        _("You get an e-mail when there is something new.") if rhythm else _("No e-mail about it."),
    )
    return redirect(subject.address("discussion"))


def _thread(request: SignedInRequest, pk: int) -> Thread:
    rows = Thread.objects.visible_to(request.user).select_related(
        "program", "micro_credential__current", "micro_credential__issuer", "cohort__organization"
    )
    return get_object_or_404(rows, pk=pk)


def _posts(request: SignedInRequest) -> PostQuerySet:
    mine = Thread.objects.visible_to(request.user)
    return Post.objects.filter(thread__in=mine).select_related(
        "by",
        "thread__program",
        "thread__micro_credential__current",
        "thread__micro_credential__issuer",
        "thread__cohort__organization",
    )


def _moderated(request: SignedInRequest, pk: int) -> Post:
    row = get_object_or_404(_posts(request), pk=pk)
    if not policy.can_moderate(request.user, row.thread):
        raise Http404
    return row


def _address(row: Thread) -> str:
    return reverse("community:thread", args=[row.pk])


def _not_too_many(request: SignedInRequest) -> None:
    limits.at_most(MOST_POSTS, of="community.post", by=str(request.user.pk), seconds=600)
