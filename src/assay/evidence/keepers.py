"""What later rooms need of evidence for longer than its rule says: they are asked before a file is deleted.

A room registers, in its `apps.py`, a question: given artifacts, which must stay, and why, in words for the pages. It is
asked for many at once, by the daily work and by every list, so it costs a fixed number of queries. Whatever a room
names stays until the room names it no more; then the rule holds as before.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence

from assay.evidence.models import Artifact

Ask = Callable[[Sequence[Artifact]], Mapping[int, str]]

_asks: list[Ask] = []


def keep(ask: Ask) -> None:
    """Register a room's question: artifacts in, {key of an artifact: why it stays} out. Twice the same keeps one.

    The artifacts come with their submission, start and version; the words are in the language of whoever reads.
    """
    if ask not in _asks:
        _asks.append(ask)


def reasons_to_keep(artifacts: Sequence[Artifact]) -> dict[int, list[str]]:
    """Why which of these must stay, by the artifact's key, in the order of the rooms; those free to go are left out."""
    found: dict[int, list[str]] = defaultdict(list)
    if artifacts:
        for ask in _asks:
            for pk, why in ask(artifacts).items():
                found[pk].append(why)
    return dict(found)
