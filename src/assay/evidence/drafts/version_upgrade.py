"""How the answers of one version fit another. Without database."""

from dataclasses import dataclass
from typing import Any

from assay.catalog.content.nouns import Content


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    """Ids of prompts and items: as they were, asked differently now, new, and without a place in the new version."""

    kept: tuple[str, ...]
    changed: tuple[str, ...]
    new: tuple[str, ...]
    without_place: tuple[str, ...]
    carried: tuple[str, ...]  # ids of criteria that stay demonstrated


def fit(old: Content, new: Content, carried: frozenset[str] = frozenset()) -> Fit:
    """Match by id: a step of the same id and kind takes the answer over, whatever its words are now."""
    before, after = _steps(old), _steps(new)
    same = [
        ident for ident in before if ident in after and type(before[ident]) is type(after[ident])
    ]
    return Fit(
        kept=tuple(i for i in same if before[i] == after[i]),
        changed=tuple(i for i in same if before[i] != after[i]),
        new=tuple(i for i in after if i not in same),
        without_place=tuple(i for i in before if i not in same),
        carried=tuple(sorted(i for i in carried if _same_criterion(old, new, i))),
    )


def _steps(content: Content) -> dict[str, Any]:
    return {step.id: step for step in content.steps}


def _same_criterion(old: Content, new: Content, ident: str) -> bool:
    before, after = old.criterion(ident), new.criterion(ident)
    return before is not None and after is not None and before.descriptors == after.descriptors
