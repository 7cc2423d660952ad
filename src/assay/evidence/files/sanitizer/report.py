"""The sanitizer's report on a document."""

from dataclasses import dataclass, field

# Why a document is refused, and what a learner is told of one that is taken: `documents` has the sentences.
REFUSALS = frozenset({"locked", "damaged", "active", "macros", "objects", "too-much"})
REMARKS = frozenset({"attachments", "outside", "signature", "tracked", "inside", "unread", "named"})
MOST_WORDS = 2_000_000


class Refused(Exception):
    """The document may not stay; `code` is one of REFUSALS."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        assert code in REFUSALS
        self.code = code


@dataclass(slots=True)
class Report:
    """Pages if they can be told, remarks, and the words in which a name may stand, up to a bound."""

    pages: int | None = None
    remarks: set[str] = field(default_factory=set)
    words: list[str] = field(default_factory=list)
    _length: int = 0

    def remark(self, code: str) -> None:
        assert code in REMARKS
        self.remarks.add(code)

    def read(self, text: str) -> None:
        """Words that stand in the document."""
        if text and self._length < MOST_WORDS:
            self.words.append(text[: MOST_WORDS - self._length])
            self._length += len(text) + 1
