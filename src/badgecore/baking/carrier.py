"""What PNG and SVG baking share: the keywords, the limits, and which of several finds counts."""

from dataclasses import dataclass
from typing import Final, Literal, TypeAlias, get_args

from badgecore.errors import BakedTwice, NothingBaked

Keyword: TypeAlias = Literal["openbadgecredential", "clrcredential", "openbadges"]

# When a picture carries several: Open Badges 3.0 speaks first, then a learner record, then Open Badges 2.0.
KEYWORDS: Final[tuple[Keyword, ...]] = get_args(Keyword)
MAX_PICTURE: Final = 32 * 1024 * 1024
MAX_TEXT: Final = 4 * 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Baked:
    """`text` is JSON, a compact JWS or, under `openbadges`, the address of an assertion."""

    keyword: Keyword
    text: str


def the_one(finds: list[Baked]) -> Baked:
    """A badge of an earlier standard beside one of a later is allowed; two under one keyword are not (OB 3.0 §5.3)."""
    for keyword in KEYWORDS:
        own = [find for find in finds if find.keyword == keyword]
        if len(own) > 1:
            raise BakedTwice(keyword)
        if own:
            return own[0]
    raise NothingBaked
