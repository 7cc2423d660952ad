"""The facts a hallmark is made from, and what it is varied by."""

import hashlib
import re
from dataclasses import dataclass
from functools import cached_property

# Domain: hue in OKLCH and the motif that stands for it.
DOMAINS: dict[str, tuple[int, str]] = {
    "learner": (152, "petals"),
    "content": (300, "facets"),
    "assessment": (228, "gauge"),
    "planning": (228, "facets"),
    "instruction": (228, "voices"),
    "profession": (345, "rings"),
    "teacher-leadership": (192, "beacon"),
    "school-leadership": (272, "arch"),
}
_INTASC = {
    1: "learner",
    2: "learner",
    3: "learner",
    4: "content",
    5: "content",
    6: "assessment",
    7: "planning",
    8: "instruction",
    9: "profession",
    10: "profession",
}
LONGEST_TITLE = 80


@dataclass(frozen=True)
class Facts:
    """The facts of a micro-credential when its art is made.

    `letters` are the issuer's two or three; `framework` and `code` name the first alignment of the version
    (`intasc-2013`, `6(c)`); `short_title` goes on the ring when the title is too long or in another script.
    """

    slug: str
    title: str
    letters: str
    year: int
    framework: str = ""
    code: str = ""
    short_title: str = ""

    @cached_property
    def seed(self) -> bytes:
        """Thirty-two bytes that depend on the slug alone: no clock, no random source."""
        return hashlib.sha256(self.slug.encode()).digest()

    @property
    def domain(self) -> str:
        """The domain of the first alignment; `instruction` for a framework that chooses none."""
        name = self.framework.lower()
        if name.startswith("intasc"):
            number = re.match(r"\D*(\d+)", self.code)
            return _INTASC.get(int(number[1]) if number else 0, "instruction")
        if name.startswith("tlms"):
            return "teacher-leadership"
        return "school-leadership" if name.startswith("psel") else "instruction"

    @property
    def motif(self) -> str:
        return DOMAINS[self.domain][1]

    @property
    def hue(self) -> float:
        """Hue in degrees: the domain's, and up to eight degrees to either side, so that neighbors differ a little."""
        return DOMAINS[self.domain][0] + self.seed[5] % 17 - 8
