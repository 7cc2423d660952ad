"""Active contexts, processed by PyLD once and remembered: what each term means at each place of a document.

Documents meet the same few active contexts again and again; finding them costs most of expansion. The rules for
processing a context stay PyLD's own, so nothing is re-implemented that could differ.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import Any, Final, TypeVar
from weakref import WeakKeyDictionary

from pyld import jsonld

from badgecore.canon.expand import LOCK, bounded_processor, cause, options_for
from badgecore.canon.quads import iri
from badgecore.documents import Contexts
from badgecore.errors import ReferenceRelative, TermUnknown, TooComplex

# A hostile document could ask for a new active context at every node, and fill our memory with names. Badges know some
# twenty-five active contexts, transcripts forty.
SCOPES_PER_ROOT: Final = 80
ROOTS: Final = 16
_NAMES: Final = 300
_NAME_LENGTH: Final = 200
_WORK_PER_DOCUMENT: Final = 4_000


_T = TypeVar("_T")


class Unsupported(Exception):
    """A feature of JSON-LD that credentials do not use; PyLD does the whole document then."""


@dataclass(frozen=True, slots=True)
class Term:
    """What one key means in one active context."""

    name: str
    keyword: str  # "@id", "@type", or "" for a property
    predicate: str
    type: str  # "", "@id", "@vocab", "@json", or a datatype in angle brackets
    is_double: bool
    is_list: bool
    is_graph: bool
    maps_objects: bool  # its container would read an object as a map
    scoped: Any  # its own context, or None
    plain: bool  # a property whose strings are plain literals

    @property
    def rules(self) -> tuple[object, ...]:
        """All that decides how a value is read."""
        return (
            self.keyword,
            self.predicate,
            self.type,
            self.is_list,
            self.is_graph,
            self.maps_objects,
        )


class Scope:
    """One active context. `previous` is where to go back to where a type-scoped context ends (JSON-LD 1.1 API §4.1)."""

    __slots__ = ("_derived", "_names", "_terms", "active", "keywords", "previous", "root")

    def __init__(self, active: Any, root: Root, previous: Scope | None) -> None:
        self.active: Any = active
        self.root: Root = root
        self.previous: Scope | None = previous
        self._terms: dict[str, Term] = {}
        self._derived: dict[Any, Scope] = {}
        self._names: dict[str, str] = {}
        self.keywords: dict[str, str] = {}  # those that `keyword` has been asked for

    def term(self, key: str) -> Term:
        """The meaning of a key. Raises TermUnknown if JSON-LD would drop it, Unsupported for rare features."""
        found = self._terms.get(key)
        if found is None:
            found = _compiled(self, key)
            _remember(self._terms, key, found)
        return found

    def keyword(self, key: str) -> str:
        """The keyword a key stands for, or nothing; unlike `term` never refuses a key."""
        found = self.keywords.get(key)
        if found is None:
            name = self.root.expand(self.active, key)
            found = name if isinstance(name, str) and name[:1] == "@" else ""
            _remember(self.keywords, key, found)
        return found

    def type_name(self, name: str) -> str:
        """A term or IRI in vocabulary position (`@type`, `@vocab`) as an N-Quads term."""
        found = self._names.get(name)
        if found is None:
            found = self.root.vocabulary_term(self.active, name)
            _remember(self._names, name, found)
        return found

    def full_iri(self, value: str) -> str:
        """A document-relative reference as an IRI (§5.2); what is relative comes back marked."""
        prefix, colon, suffix = value.partition(":")
        stands = prefix == "_" or suffix[:2] == "//" or prefix not in self.active["mappings"]
        if colon and prefix and stands and (prefix == "_" or value[0] in _LETTERS):
            # IRI expansion step 6: these are absolute as they are.
            return value
        return self.root.full_iri(self.active, value)

    def scoped_types(self, types: list[str]) -> tuple[str, ...]:
        """Those of the types that bring a context of their own, in the order they apply."""
        mappings = self.active["mappings"]
        found = [
            name
            for name in types
            if (entry := mappings.get(name)) and entry.get("@context") not in (None, False)
        ]
        return tuple(sorted(set(found))) if found else ()

    def with_types(self, types: tuple[str, ...]) -> Scope:
        """§5.1.2 step 11: type-scoped contexts, which do not reach into nested nodes."""

        def process(active: Any) -> Any:
            for name in types:
                context = self.active["mappings"][name]["@context"]
                active = self.root.process(active, context, propagate=False)
            return active

        return self._derive(("types", types), process)

    def with_property(self, scoped: Any, key: str) -> Scope:
        """§5.1.2 step 8: the context of the property this value belongs to."""
        return self._derive(
            ("property", key, id(scoped)),
            lambda active: self.root.process(active, scoped, override_protected=True),
        )

    def with_local(self, urls: tuple[str, ...]) -> Scope:
        """§5.1.2 step 9: the node's own `@context`, by URL."""
        return self._derive(("local", urls), lambda active: self.root.process(active, list(urls)))

    def _derive(self, key: Any, process: Any) -> Scope:
        found = self._derived.get(key)
        if found is None:
            with LOCK:
                found = self.root.scope(process(self.active))
            self._derived[key] = found
        return found


def _remember(known: dict[str, _T], name: str, found: _T) -> None:
    if len(known) < _NAMES and len(name) < _NAME_LENGTH:
        known[name] = found


class Root:
    """All scopes that grow from one list of context URLs."""

    def __init__(self, contexts: Contexts, urls: tuple[str, ...]) -> None:
        self._options = options_for(contexts)
        self._processor = bounded_processor(work=_WORK_PER_DOCUMENT)
        self._scopes: dict[str, Scope] = {}
        self._unlike: list[Scope] = []
        with LOCK:
            initial = self._processor._get_initial_context(self._options)
            self.scope_: Scope = self.scope(self.process(initial, list(urls)))

    def allow_work(self) -> None:
        """Start counting for a new document, which may bring only so much new vocabulary."""
        self._processor.allow(_WORK_PER_DOCUMENT)

    @property
    def is_full(self) -> bool:
        return len(self._unlike) > SCOPES_PER_ROOT or len(self._scopes) > 10 * SCOPES_PER_ROOT

    def scope(self, active: Any) -> Scope:
        """The scope of an active context; one and the same for contexts that say the same.

        A badge embedded in a badge brings the same contexts again, which change nothing: it finds itself in a scope
        that is known, however deep it lies.
        """
        found = self._scopes.get(active["_uuid"])
        if found is None:
            before = active.get("previousContext")
            previous = None if before is None else self.scope(before)
            alike = (
                scope
                for scope in self._unlike
                if scope.previous is previous and _same(scope.active, active)
            )
            found = next(alike, None)
            if found is None:
                if len(self._unlike) > 2 * SCOPES_PER_ROOT:
                    raise TooComplex("too many vocabularies nested in each other")
                found = Scope(active, self, previous)
                self._unlike.append(found)
            self._scopes[active["_uuid"]] = found
        return found

    def process(self, active: Any, context: Any, **rules: bool) -> Any:
        try:
            result = self._processor._process_context(active, context, self._options, **rules)
        except jsonld.JsonLdError as error:
            raise cause(error) from None
        if "_uuid" not in result:
            raise Unsupported
        return result

    def expand(self, active: Any, name: str) -> Any:
        return self._processor._expand_iri(active, name, vocab=True)

    def vocabulary_term(self, active: Any, name: str) -> str:
        found = self._processor._expand_iri(active, name, vocab=True, base=self._options["base"])
        if found is None or found[:1] == "@":
            raise Unsupported
        if found[:2] == "_:":
            raise Unsupported
        return iri(found)

    def full_iri(self, active: Any, value: str) -> str:
        found = self._processor._expand_iri(active, value, base=self._options["base"])
        if found is None or found[:1] == "@":
            raise Unsupported
        return str(found)


def _same(one: Any, other: Any) -> bool:
    """Whether two active contexts say the same, the previous ones left aside."""
    if len(one["mappings"]) != len(other["mappings"]):
        return False
    aside = {"_uuid", "previousContext"}
    return one.keys() - aside == other.keys() - aside and all(
        one[name] == other[name] for name in one.keys() - aside
    )


def _compiled(scope: Scope, key: str) -> Term:
    name = scope.root.expand(scope.active, key)
    if name is None:
        raise TermUnknown(key)
    if name[:1] == "@":
        if name not in ("@id", "@type"):
            raise Unsupported
        return Term(key, name, "", "", False, False, False, False, None, False)
    if name[:2] == "_:":
        raise ReferenceRelative(key)
    if ":" not in name:
        raise TermUnknown(key)
    entry: Any = scope.active["mappings"].get(key) or {}
    containers = set(entry.get("@container") or ())
    for source in (entry, scope.active):
        if source.get("@language") is not None or source.get("@direction") is not None:
            raise Unsupported
    if entry.get("reverse") or not containers <= {
        "@set",
        "@list",
        "@graph",
        "@language",
        "@index",
        "@id",
        "@type",
    }:
        raise Unsupported
    if "@graph" in containers and not containers <= {"@graph", "@set"}:
        raise Unsupported
    kind = entry.get("@type") or ""
    if kind in ("@none",):
        kind = ""
    if kind and kind[0] != "@":
        kind = iri(kind)
    return Term(
        name=key,
        keyword="",
        predicate=iri(name),
        type=kind,
        is_double=kind == "<http://www.w3.org/2001/XMLSchema#double>",
        is_list="@list" in containers,
        is_graph="@graph" in containers,
        maps_objects=bool(containers & {"@language", "@index", "@id", "@type"}),
        scoped=entry.get("@context"),
        plain=not kind and not containers - {"@set"} and entry.get("@context") is None,
    )


_LETTERS: Final = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
_ROOTS: WeakKeyDictionary[Contexts, dict[tuple[str, ...], Root]] = WeakKeyDictionary()
_ROOTS_LOCK: Final = threading.Lock()


def root_scope(contexts: Contexts, urls: tuple[str, ...]) -> Scope:
    """The scope at the top of a document under these context URLs. Raises ContextUnknown."""
    roots = _ROOTS.get(contexts)
    root = roots.get(urls) if roots is not None else None
    if root is None or root.is_full:
        made = Root(contexts, urls)
        with _ROOTS_LOCK:
            roots = _ROOTS.setdefault(contexts, {})
            if len(roots) >= ROOTS:
                roots.clear()
            roots[urls] = made
        root = made
    root.allow_work()
    return root.scope_
