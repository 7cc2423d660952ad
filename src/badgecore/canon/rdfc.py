"""RDF Dataset Canonicalization, RDFC-1.0 (W3C Recommendation, 21 May 2024), bounded in steps.

A quad is four strings as N-Quads writes them: `<iri>`, `_:label`, a quoted literal; the graph is `""` for the default
one. Section numbers below are those of the Recommendation.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from itertools import permutations
from typing import Any, TypeAlias

from badgecore.effort import charge
from badgecore.errors import TooComplex

Quad: TypeAlias = tuple[str, str, str, str]

# Every neighbour and every order looked at while telling equal-looking blank nodes apart is one step. The hardest
# evaluation test of the W3C suite needs 6,156, 1EdTech's fullest example 2,956, a common badge none.
STEPS = 15_000

# What one of either costs, in units of effort.
_QUAD = 6
_STEP = 8

_Hash: TypeAlias = Callable[[bytes], Any]


def canonical_quads(
    quads: Iterable[Quad], *, hash_name: str = "sha256", steps: int = STEPS
) -> tuple[list[str], dict[str, str]]:
    """The canonical N-Quads lines, in code point order, and the canonical label of each blank node (§4.4).

    Duplicates are merged. Raises TooComplex when telling blank nodes apart takes more than `steps`.
    """
    dataset = list(dict.fromkeys(quads))
    labelling = _Labelling(dataset, getattr(hashlib, hash_name), steps)
    try:
        labels = labelling.run()
    finally:
        charge(_QUAD * len(dataset) + _STEP * (steps - labelling.steps_left))
    return sorted(line(quad, labels) for quad in dataset), labels


def line(quad: Quad, labels: dict[str, str]) -> str:
    """One quad as a line of canonical N-Quads, blank nodes relabelled (§5)."""
    subject, predicate, object_, graph = quad
    if subject[0] == "_":
        subject = labels[subject]
    if object_[0] == "_":
        object_ = labels[object_]
    if graph:
        return f"{subject} {predicate} {object_} {labels[graph] if graph[0] == '_' else graph} .\n"
    return f"{subject} {predicate} {object_} .\n"


class Issuer:
    """Hands out blank node labels in order of asking (§4.5)."""

    __slots__ = ("issued", "prefix")

    def __init__(self, prefix: str, issued: dict[str, str] | None = None) -> None:
        self.prefix: str = prefix
        self.issued: dict[str, str] = {} if issued is None else issued

    def label(self, node: str) -> str:
        """The label already issued for a node, or the next one (§4.5.2)."""
        found = self.issued.get(node)
        if found is None:
            found = self.issued[node] = f"{self.prefix}{len(self.issued)}"
        return found

    def copy(self) -> Issuer:
        return Issuer(self.prefix, dict(self.issued))


class _Labelling:
    """The canonicalization state (§4.2) and the algorithms that share it."""

    def __init__(self, dataset: list[Quad], hash_: _Hash, steps: int) -> None:
        self.hash = hash_
        self.steps_left = steps
        self.canonical = Issuer("_:c14n")
        self.first_degree: dict[str, str] = {}
        self.quads_of: dict[str, list[Quad]] = {}
        # Of each blank node the others beside it, each with the quad's predicate and its place there.
        self.beside: dict[str, list[tuple[str, str, str]]] = {}
        for quad in dataset:
            nodes = {node for node in (quad[0], quad[2], quad[3]) if node[:1] == "_"}
            for node in nodes:
                self.quads_of.setdefault(node, []).append(quad)
                if len(nodes) > 1:
                    places = ((quad[0], "s"), (quad[2], "o"), (quad[3], "g"))
                    found = [
                        (other, place, quad[1])
                        for other, place in places
                        if other in nodes and other != node
                    ]
                    self.beside.setdefault(node, []).extend(found)

    def run(self) -> dict[str, str]:
        """§4.4.3: unique first-degree hashes first, then the ties, both in hash order."""
        by_hash: dict[str, list[str]] = {}
        for node, quads in self.quads_of.items():
            digest = self.first_degree[node] = first_degree_hash(node, quads, self.hash)
            by_hash.setdefault(digest, []).append(node)
        ties: list[list[str]] = []
        for digest in sorted(by_hash):
            nodes = by_hash[digest]
            if len(nodes) == 1:
                self.canonical.label(nodes[0])
            else:
                ties.append(nodes)
        for nodes in ties:
            self._label_ties(nodes)
        return self.canonical.issued

    def _label_ties(self, nodes: list[str]) -> None:
        """§4.4.3 step 5: equal first-degree hashes, told apart by their surroundings."""
        results: list[tuple[str, Issuer]] = []
        for node in nodes:
            if node in self.canonical.issued:
                continue
            temporary = Issuer("_:b")
            temporary.label(node)
            results.append(self._n_degree_hash(node, temporary))
        for _digest, issuer in sorted(results, key=lambda result: result[0]):
            for node in issuer.issued:
                self.canonical.label(node)

    def _spend(self, steps: int) -> None:
        self.steps_left -= steps
        if self.steps_left < 0:
            raise TooComplex("its unnamed parts look alike in too many ways")

    def _related_hash(self, related: str, predicate: str, issuer: Issuer, position: str) -> str:
        """§4.7: Hash Related Blank Node."""
        label = (
            self.canonical.issued.get(related)
            or issuer.issued.get(related)
            or self.first_degree[related]
        )
        predicate = predicate if position != "g" else ""
        return str(self.hash(f"{position}{predicate}{label}".encode()).hexdigest())

    def _n_degree_hash(self, node: str, issuer: Issuer) -> tuple[str, Issuer]:
        """§4.8: Hash N-Degree Quads."""
        related_by_hash: dict[str, list[str]] = {}
        beside = self.beside.get(node, [])
        self._spend(1 + len(beside))
        for related, position, predicate in beside:
            digest = self._related_hash(related, predicate, issuer, position)
            related_by_hash.setdefault(digest, []).append(related)
        data: list[str] = []
        for digest in sorted(related_by_hash):
            path, issuer = self._shortest_path(related_by_hash[digest], issuer)
            data += (digest, path)
        return str(self.hash("".join(data).encode()).hexdigest()), issuer

    def _shortest_path(self, related: list[str], issuer: Issuer) -> tuple[str, Issuer]:
        """§4.8.3 step 5: the least path over every order in which the related nodes could be visited."""
        if len(related) == 1:
            self._spend(1)
            return self._walk(related, issuer, "") or ("", issuer)
        chosen_path, chosen_issuer = "", issuer
        for order in permutations(related):
            # Most orders are given up after a node or two. Copying the labels is work too, where there are many.
            self._spend(1 + len(issuer.issued) // 16)
            walked = self._walk(order, issuer.copy(), chosen_path)
            if walked is not None and (not chosen_path or walked[0] < chosen_path):
                chosen_path, chosen_issuer = walked
        return chosen_path, chosen_issuer

    def _walk(self, order: Sequence[str], issuer: Issuer, chosen: str) -> tuple[str, Issuer] | None:
        """§4.8.3 steps 5.4.4 and 5.4.5: one order's path, or None as soon as it cannot be the least."""
        path = ""
        recursion: list[str] = []
        for node in order:
            known = self.canonical.issued.get(node)
            if known is None:
                if node not in issuer.issued:
                    recursion.append(node)
                known = issuer.label(node)
            path += known
            if _already_longer(path, chosen):
                return None
        for node in recursion:
            digest, result = self._n_degree_hash(node, issuer)
            path += f"{issuer.label(node)}<{digest}>"
            issuer = result
            if _already_longer(path, chosen):
                return None
        return path, issuer


def _already_longer(path: str, chosen: str) -> bool:
    return bool(chosen) and len(path) >= len(chosen) and path > chosen


def first_degree_hash(node: str, quads: list[Quad], hash_: _Hash) -> str:
    """§4.6: Hash First Degree Quads; the node itself is `_:a`, every other one `_:z`."""
    lines: list[str] = []
    for subject, predicate, object_, graph in quads:
        if subject[0] == "_":
            subject = "_:a" if subject == node else "_:z"
        if object_[0] == "_":
            object_ = "_:a" if object_ == node else "_:z"
        if graph:
            if graph[0] == "_":
                graph = "_:a" if graph == node else "_:z"
            lines.append(f"{subject} {predicate} {object_} {graph} .\n")
        else:
            lines.append(f"{subject} {predicate} {object_} .\n")
    lines.sort()
    return str(hash_("".join(lines).encode()).hexdigest())
