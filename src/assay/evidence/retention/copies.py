"""Copies made of a file: for playing, of what a link showed. Whoever makes them says which model keeps their rows."""

from dataclasses import dataclass

from assay.evidence.models import StoredFile
from assay.evidence.retention.rules import Rule

COPY_RULES = (Rule.STREAMING_COPY, Rule.LINK_COPY)


@dataclass(frozen=True, slots=True, kw_only=True)
class Copies:
    """Rows of one model, each a copy of what the artifact named in its field `artifact` is."""

    model: type[StoredFile]
    rule: Rule


_kinds: list[Copies] = []


def keep_copies(model: type[StoredFile], rule: Rule) -> None:
    """Register a model with a field `artifact`: its rows go by this rule, and whenever their artifact goes as a draft.

    Raises ValueError for a rule that is of no copies. Twice the same keeps one.
    """
    if rule not in COPY_RULES:
        raise ValueError(f"{rule} is no rule of copies.")
    kind = Copies(model=model, rule=rule)
    if kind not in _kinds:
        _kinds.append(kind)


def kinds_of_copies() -> list[Copies]:
    return list(_kinds)
