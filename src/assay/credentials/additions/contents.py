"""What an earner added to a badge, as its next issue carries it: the wallet it belongs to, the evidence it names."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from assay.credentials import addresses
from assay.credentials.additions import eligibility, wallet_links
from assay.credentials.models import Award, ShownPiece, WalletOffer
from assay.lib.wording import clean
from badgecore.model import Evidence


@dataclass(frozen=True, slots=True, kw_only=True)
class Added:
    """Nothing at first: a badge names a wallet and evidence only where its earner said so."""

    holder: str = ""  # DID of the wallet
    evidence: tuple[Evidence, ...] = ()


NOTHING = Added()


def added(award: Award) -> Added:
    """What stands now. A piece that may no longer be shown (consent, hold, retention) is left out. Four queries."""
    return Added(holder=holder(award), evidence=tuple(_evidence(award)))


def with_something(awards: Sequence[uuid.UUID]) -> set[uuid.UUID]:
    """Those of these awards whose earner may have added something: the rest need not be asked one by one."""
    taken = WalletOffer.objects.filter(award__in=awards, used_at__isnull=False)
    shown = ShownPiece.objects.filter(award__in=awards)
    return {*taken.values_list("award", flat=True), *shown.values_list("award", flat=True)}


def holder(award: Award) -> str:
    """The wallet into which this badge was taken last, unless its owner let it go."""
    taken = wallet_links.taken(award)
    return taken.wallet.did if taken and taken.wallet else ""


def _evidence(award: Award) -> list[Evidence]:
    rows = award.shown_pieces.shown().select_related("artifact__consent", "response__submission")
    rows = rows.prefetch_related("artifact__holds", "artifact__public_consents")
    return [
        _written(award, piece)
        for piece in rows
        if eligibility.still_may(piece, award.version.content)
    ]


def _written(award: Award, piece: ShownPiece) -> Evidence:
    """OB 3.0 Evidence: a page of ours that asks anew who may see it, and never the bytes of a file.

    An answer in writing stands in it word for word, as the narrative.
    """
    return Evidence(
        id=addresses.evidence(award.pk, piece.number),
        name=clean(piece.name).replace("\t", " "),
        narrative=eligibility.public_text(piece.response)
        if piece.response
        else piece.sentence or None,
        genre=piece.genre,
    )
