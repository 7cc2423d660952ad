"""What people looked for and did not find: said in their own words, wanted by colleagues, sorted by administrators."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, QuerySet
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assay.lib import limits
from assay.lib.errors import BadInput, Refusal
from assay.lib.http import page_of, spreadsheet
from assay.lib.wording import clean_line
from assay.people.http import SignedInRequest, only_for
from assay.people.models import Person, administered_paths
from assay.program import actions, policy
from assay.program.models import Need, NeedQuerySet, NeedState, NeedVote
from assay.ui.fields import show_refusal
from assay.ui.paging import Heading, Sorting, as_file, headings, sorting_of, tabs_of

A_DAY = 24 * 60 * 60
#: What the list can be ordered by, with the rows' order for equals.
ORDERS = {
    "votes": ("votes", "voiced_at", "pk"),
    "on": ("voiced_at", "pk"),
    "at": ("organization__name", "-voiced_at", "pk"),
}
LIKE = 5  # needs shown beside one that says something like them


class NeedForm(forms.Form):
    words = forms.CharField(
        label=_("What were you looking for?"),
        help_text=_(
            "One or two sentences. Colleagues in your program read it without your name, and can say that they need "
            "it too. Your administrators read it with your name."
        ),
        widget=forms.Textarea(attrs={"rows": 3, "maxlength": actions.MOST_LETTERS}),
        max_length=actions.MOST_LETTERS,
        error_messages={"required": _("Say what you were looking for.")},
    )
    searched = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)


@only_for(policy.can_voice_need)
@require_http_methods(["GET", "HEAD", "POST"])
def voice(request: SignedInRequest) -> HttpResponse:
    """Say what is missing. The words that found nothing come along, and what colleagues said with the same words."""
    searched = request.GET.get("q", "")[:200].replace("\0", "")
    form = NeedForm(request.POST or None, initial={"searched": searched, "words": searched})
    if request.method == "POST" and form.is_valid():
        limits.at_most(20, of="need", by=str(request.user.pk), seconds=A_DAY)
        try:
            need = actions.voice_need(
                form.cleaned_data["words"], searched=form.cleaned_data["searched"], by=request.user
            )
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(
                request, gettext("Thank you. Colleagues and administrators can read it now.")
            )
            return redirect("program:need", need.pk)
    context = {
        "form": form,
        "searched": form["searched"].value(),
        "alike": _alike(request.user, str(form["searched"].value() or "")),
    }
    return render(request, "program/voice.html", context, status=422 if form.errors else 200)


def _alike(person: Person, text: str) -> list[Any]:
    """Needs one can vote for that share words with a text, and whether one has."""
    rows = Need.objects.visible_to(person).wanted().filter(is_shared=True)
    found = list(rows.resembling(text).with_votes().select_related("program")[:LIKE])
    return _with_mine(found, person)


def _with_mine(needs: list[Any], person: Person) -> list[Any]:
    """Each with `is_mine`: whether this person voted for it. One query."""
    mine = set(
        NeedVote.objects.filter(need__in=needs, person=person).values_list("need", flat=True)
    )
    for need in needs:
        need.is_mine = need.pk in mine
    return needs


@only_for(policy.can_voice_need)
@require_safe
def needs(request: SignedInRequest) -> HttpResponseBase:
    """Those one may read: by what became of them, with a search, in an order, as a file."""
    mine = Need.objects.visible_to(request.user).filter(merged_into=None)
    shown = request.GET.get("show", NeedState.OPEN)
    shown = shown if shown in NeedState.values else NeedState.OPEN
    words = clean_line(request.GET.get("q", ""))[:100]
    sorting = sorting_of(request.GET, tuple(ORDERS), "-votes")
    rows = _rows(mine.filter(state=shown), words, sorting)
    paths = administered_paths(request.user)
    if request.GET.get("file") == "csv":
        return spreadsheet("needs", _columns(), (_line(row, paths) for row in rows.iterator(500)))
    by_state = dict(mine.values_list("state").annotate(Count("pk")).order_by())
    page = page_of(rows, request)
    _with_mine(list(page.object_list), request.user)
    context = {
        "page_obj": page,
        "tabs": tabs_of(
            {state: by_state.get(state, 0) for state in NeedState.values},
            {state: str(label) for state, label in NeedState.choices},
            shown=shown,
        ),
        "shown": shown,
        "words": words,
        "headings": _headings(sorting, request, names=bool(paths)),
        "download": as_file(request.GET),
        "names": bool(paths),
        "seen": {row.pk for row in page if _is_seen(row, paths)},
    }
    return render(request, "program/needs.html", context)


def _rows(rows: NeedQuerySet, words: str, sorting: Sorting) -> QuerySet[Need]:
    for word in words.split()[:8]:
        rows = rows.filter(words__icontains=word)
    found = rows.with_votes().select_related("voiced_by", "organization")
    return found.order_by(*sorting.fields(ORDERS))


def _columns() -> list[str]:
    return [
        gettext("Need"),
        gettext("Searched for"),
        gettext("Votes"),
        gettext("From"),
        gettext("School or department"),
        gettext("Voiced"),
    ]


def _headings(sorting: Sorting, request: SignedInRequest, *, names: bool) -> list[Heading]:
    """`names`: for whoever administers, from whom and where; to colleagues these are not shown."""
    need, _searched, votes, name, place, voiced = _columns()
    told = [(name, ""), (place, "at")] if names else []
    columns = [(need, ""), (votes, "votes"), *told, (voiced, "on")]
    return headings(sorting, request.GET, *columns, numbers=(votes,))


def _is_seen(need: Need, paths: list[str]) -> bool:
    """Whether its name may be read, by the places this person administers."""
    return any(need.organization.path.startswith(path) for path in paths)


def _line(need: Any, paths: list[str]) -> list[object]:
    voiced = timezone.localtime(need.voiced_at).date()
    if not _is_seen(need, paths):
        return [need.words, "", need.votes, "", "", voiced]
    name = need.voiced_by.display_name
    return [need.words, need.searched, need.votes, name, need.organization.name, voiced]


def need_of(request: SignedInRequest, pk: int) -> Need:
    """A need this person may read; 404 for everybody else's."""
    rows = Need.objects.visible_to(request.user).with_votes()
    return get_object_or_404(rows.select_related("organization", "program", "voiced_by"), pk=pk)


@only_for(policy.can_voice_need)
@require_safe
def need(request: SignedInRequest, pk: int) -> HttpResponse:
    """One need: how many have it, what was merged into it, what is made of it."""
    row, me = need_of(request, pk), request.user
    if row.merged_into_id is not None:
        return redirect("program:need", row.merged_into_id)
    return render(request, "program/need.html", _facts(row, me))


def _facts(row: Need, me: Person) -> dict[str, Any]:
    open_ = row.state == NeedState.OPEN
    merges = policy.can_merge_need(me, row) and open_
    others = Need.objects.visible_to(me).wanted().exclude(pk=row.pk).filter(program=row.program)
    if row.is_shared:
        others = others.filter(is_shared=True)
    return {
        "need": row,
        "voted": NeedVote.objects.filter(need=row, person=me).exists(),
        "may_vote": row.state != NeedState.ANSWERED and policy.can_vote_for_need(me, row),
        "sees_who": policy.sees_who_voiced(me, row),
        "merged": Need.objects.visible_to(me)
        .filter(merged_into=row)
        .select_related("voiced_by", "organization"),
        "others": others.resembling(f"{row.words} {row.searched}").with_votes()[:LIKE]
        if merges
        else (),
        "may_merge": merges,
    }


@only_for(policy.can_voice_need)
@require_POST
def voting(request: SignedInRequest, pk: int) -> HttpResponse:
    """Need it too, or (`taken_back`) no more."""
    row = need_of(request, pk)
    if request.POST.get("taken_back"):
        actions.take_vote_back(row, by=request.user)
        messages.success(request, gettext("Your vote is taken back."))
    else:
        actions.vote_for_need(row, by=request.user)
        messages.success(request, gettext("Noted. You will be told when there is one."))
    return redirect("program:need", pk)


@only_for(policy.can_voice_need)
@require_POST
def merging(request: SignedInRequest, pk: int) -> HttpResponse:
    """Let this one stand for another, chosen by its number."""
    row, sent = need_of(request, pk), request.POST.get("into", "").strip().lstrip("#")
    if not policy.can_merge_need(request.user, row):
        raise PermissionDenied
    number = int(sent) if sent.isdecimal() and len(sent) < 16 else 0
    into = Need.objects.visible_to(request.user).filter(pk=number).first()
    try:
        if into is None:
            message = gettext(
                "There is no need with this number. Choose one from the list, or look its number up."
            )
            raise BadInput(message, fields={"into": message})
        actions.merge_needs(row, into, by=request.user)
    except BadInput as refusal:
        context = {**_facts(row, request.user), "refusal": refusal, "typed": sent}
        return render(request, "program/need.html", context, status=refusal.status)
    messages.success(request, gettext("Merged. Each person’s vote counts once."))
    return redirect("program:need", into.pk)
