"""How a draft is edited, of whatever kind: one section at a time, and nothing that was typed is lost."""

from abc import ABC, abstractmethod
from typing import Any, ClassVar, Generic, TypeVar
from urllib.parse import quote

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from assay.catalog import actions
from assay.catalog.actions.drafting import base_of
from assay.catalog.authoring.sections import Act, Data, Editing, Section
from assay.catalog.models import StackDraft, Version
from assay.lib.errors import BadInput, Refusal
from assay.lib.wording import whole_number
from assay.people.http import SignedInRequest
from assay.ui.http import by_script, newer, refused, saved

Draft = TypeVar("Draft", Version, StackDraft)
_ROW_VERBS = ("remove", "up", "down")


class Editor(ABC, Generic[Draft]):
    """The pages of one kind of draft. What is its own of a kind is said by the methods without a body."""

    sections: ClassVar[tuple[Section, ...]]
    routes: ClassVar[dict[str, str]]  # names of the addresses, as outline.ROUTES
    template: ClassVar[str]
    kept_as: ClassVar[str]  # what its words are kept under on the device
    removed: ClassVar[str]  # in the session: the row that was taken out last, to be put back

    @abstractmethod
    def data(self, draft: Draft) -> Data:
        """The content as the fields take it."""

    @abstractmethod
    def save(self, request: SignedInRequest, draft: Draft, changes: Data) -> Draft:
        """Put new values in place, by the verb of this kind."""

    @abstractmethod
    def put(self, request: SignedInRequest, draft: Draft) -> Act | None:
        """What is put in that was found by a search, if its button was pressed."""

    @abstractmethod
    def at_search(self, request: SignedInRequest, act: Act | None) -> str:
        """Where one goes on in the section after a search, or putting in what it found; "" after anything else."""

    @abstractmethod
    def beside(self, request: SignedInRequest, draft: Draft, editing: Editing) -> dict[str, Any]:
        """What the page shows besides the section, with its forms made ready to be shown."""

    def section(self, key: str) -> Section | None:
        return next((found for found in self.sections if found.key == key), None)

    def shown(self, request: SignedInRequest, draft: Draft, key: str) -> HttpResponse:
        """One section, to be written in."""
        more = request.GET.get("more", "")
        return self._page(
            request, draft, Editing(section=self._part(key), data=self.data(draft), more=more)
        )

    def written(self, request: SignedInRequest, draft: Draft, key: str) -> HttpResponse:
        """One section as it was sent. What was typed is on the page again whatever happens to it."""
        editing = Editing(section=self._part(key), data=self.data(draft), posted=request.POST)
        if not editing.is_whole:
            raise BadInput(
                _("This page did not arrive completely. Go back, reload it, and send it again.")
            )
        if by_script(request):
            return self._by_script(request, draft, editing)
        return self._save(request, draft, editing)

    def _part(self, key: str) -> Section:
        if found := self.section(key):
            return found
        raise Http404

    def _by_script(self, request: SignedInRequest, draft: Draft, editing: Editing) -> HttpResponse:
        """What is typed is saved as it grows: the device keeps it until this answer names that very revision."""
        if not editing.is_valid():
            return refused(request, BadInput(next((text for _id, text in editing.errors()), "")))
        try:
            row = self.save(request, draft, editing.changes())
        except actions.Conflict as e:
            draft.refresh_from_db()
            stored = Editing(section=editing.section, data=self.data(draft)).shown()
            base = _base(draft, editing)
            return newer(request, e, stored=stored, revision=base, at=draft.updated_at)
        except Refusal as e:
            return refused(request, e)
        return saved(request, at=row.updated_at, revision=_base(row, editing))

    def _save(self, request: SignedInRequest, draft: Draft, editing: Editing) -> HttpResponse:
        if not editing.is_valid():
            return self._page(request, draft, editing, status=422)
        act = self._act(request, draft, editing.section)
        try:
            row = self.save(request, draft, editing.changes(act))
        except actions.Conflict as e:
            draft.refresh_from_db()
            there = Editing(section=editing.section, data=self.data(draft))
            theirs = there.differing(editing)
            return self._page(
                request, draft, editing, status=e.status, theirs=theirs, refusal=e.message
            )
        except BadInput as e:
            editing.place(e.fields)
            return self._page(request, draft, editing, status=e.status)
        except Refusal as e:
            return self._page(request, draft, editing, status=e.status, refusal=e.message)
        return redirect(self._onward(request, row, editing, act))

    def _act(self, request: SignedInRequest, draft: Draft, part: Section) -> Act | None:
        """What the button that was pressed asks for besides saving."""
        for verb in _ROW_VERBS:
            rows, _dash, n = request.POST.get(verb, "").rpartition("-")
            if rows:
                return Act(verb=verb, rows=rows, n=whole_number(n) or 0)
        if "restore" in request.POST:
            kept = request.session.pop(self.removed, None)
            if kept and (kept["pk"], kept["section"]) == (draft.pk, part.key):
                return Act(verb="put", rows=kept["rows"], n=kept["n"], row=kept["row"])
        return self.put(request, draft)

    def _onward(
        self, request: SignedInRequest, row: Draft, editing: Editing, act: Act | None
    ) -> str:
        """Where one goes on: the next section, the draft, or this section at the row in hand."""
        posted, key = request.POST, editing.section.key
        here = reverse(self.routes["section"], args=[row.pk, key])
        if self.section(posted.get("then", "")):
            return reverse(self.routes["section"], args=[row.pk, posted["then"]])
        if posted.get("then"):
            return reverse(self.routes["draft"], args=[row.pk])
        added = next((rows for rows, _set in editing.sets if rows.name == posted.get("add")), None)
        if added:
            n = max(added.start - 1, len(added.load(row.data)))
            first = next(name for name in added.form.base_fields if name != "id")
            return f"{here}?more={added.name}#id_{added.name}-{n}-{first}"
        if place := self.at_search(request, act):
            return f"{here}?find={quote(posted.get('words', '')[:100])}{place}"
        if act is None:
            messages.success(request, _("Saved."))
            return here
        if act.verb == "remove" and editing.removed:
            at = {"pk": row.pk, "section": key, "rows": act.rows}
            request.session[self.removed] = at | editing.removed
            return f"{here}#removed"
        to = {"up": act.n - 1, "down": act.n + 1}.get(act.verb, act.n)
        return f"{here}#{act.rows}-{max(to, 0)}"

    def _page(
        self,
        request: SignedInRequest,
        draft: Draft,
        editing: Editing,
        *,
        status: int = 200,
        theirs: list[tuple[str, str]] | None = None,
        refusal: str = "",
    ) -> HttpResponse:
        here = self.sections.index(editing.section)
        kept = request.session.get(self.removed) or {}
        for rows, formset in editing.sets:
            for n, form in enumerate(formset.forms):
                form.is_there = n < len(rows.load(draft.data))
                form.is_first, form.is_last = n == 0, n == len(formset.forms) - 1
        context = {
            "editing": editing,
            "kept_as": self.kept_as,
            "errors": editing.errors() if editing.posted is not None else [],
            "theirs": theirs,
            "refusal": refusal,
            "base": _base(draft, editing),
            "before": self.sections[here - 1] if here else None,
            "following": self.sections[here + 1] if here + 1 < len(self.sections) else None,
            "removed": kept
            if (kept.get("pk"), kept.get("section")) == (draft.pk, editing.section.key)
            else None,
            **self.beside(request, draft, editing),
        }
        return render(request, self.template, context, status=status)


def _base(draft: Version | StackDraft, editing: Editing) -> str:
    return base_of(draft.data, list(editing.section.keys))
