"""How somebody may be called in a text: the ways to write one person's names and their schools, and where they stand.

Compared after folding (`lib.text`): case, accents, apostrophes, hyphens and spaces of any kind make no difference.
Every name counts alone, in any order, with titles, initials, particles, plural; as a user name; in addresses. Names
that are also words ("Grace", "Luz"), and short forms ("Dan"), count where they are capitalized, and not where a
sentence begins with "Will" or "May", nor as a month. Schools: `school_names`. Pure.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import permutations
from pathlib import Path
from urllib.parse import unquote, urlsplit

from assay.lib.text.folding import Folded, fold, folded
from assay.people.school_names import LETTER, SchoolName, written

_HERE = Path(__file__).parent
_WORDS = frozenset(folded((_HERE / "words_as_names.txt").read_text(encoding="utf-8")).split())
_SHORT = {
    line.split()[0]: line.split()[1:]
    for line in folded((_HERE / "short_names.txt").read_text(encoding="utf-8")).splitlines()
    if line.strip()
}
_OPEN = "best can close do good little long may my rich short so still will young an"
_OPENERS = frozenset(_OPEN.split())  # with these a sentence begins more often than a name
_YEAR = "may april june august mayo abril junio julio agosto"
_MONTHS = frozenset(_YEAR.split())
_BEFORE_MONTHS = re.compile(
    r"(?:in|since|until|every|early|late|mid|last|next|through|en|desde|hasta|cada) $"
)
_SMALL = (
    "a al ap bin bint da das de del della den der di do dos du e el ibn la las le los mac mc san santa st ten ter van "
    "von y zu"
)
_PARTICLES = frozenset(_SMALL.split())
_TITLES = """
    mr mrs ms mx miss dr dra prof profa sr sra srta coach lic ing mtro mtra don dona rev jr ii iii iv phd edd med
"""
_NO_NAMES = frozenset(_TITLES.split())
_ABBREVIATED = r"(?:mr|mrs|ms|mx|dr|dra|prof|profa|sr|sra|srta|mtro|mtra|lic|ing|rev)\.?"
_WRITTEN_OUT = (
    r"(?:miss|mister|missus|mistress|madam|madame|ma'am|sir|doctora?|professora?|profesora?|profe|senor(?:a|ita)?|seno"
    r"|maestr[oa]|maestrit[oa]|licenciad[oa]|don|dona|coach|entrenadora?|teacher|educadora?|principal"
    r"|(?:vice|asst\.?|assistant|deputy)[- ]principal|(?:sub)?directora?|dean|counselor|consejer[oa]|superintendente?"
    r"|reverend|librarian|bibliotecari[oa]|paraprofessional|para)"
)
_GAP = r"(?: {1,3}| {0,2}\n {0,2})"
_ENDS_ABBREVIATED = re.compile(rf"(?<!{LETTER}){_ABBREVIATED}{_GAP}?$")
_ENDS_TITLED = re.compile(rf"(?<!{LETTER})(?:{_ABBREVIATED}{_GAP}?|{_WRITTEN_OUT}{_GAP})$")
_CHUNK = re.compile(r"[^\s<>()\[\]\"“”«»,;]+")
_ADDRESS = re.compile(r"@|://|^www\.|\.(?:com|org|net|edu|gov|us|io|example|mx|es)(?:$|[/:?.!#])")
_OPENS = re.compile(r"(?:^|[.!?:;\n•*–—(\[“\"«¿¡])[\s\"”“’')\]»*•\-]*$")
_BETWEEN = re.compile(
    r"[ \n]{0,3}(?:(?:[,\-_]|(?:de|del|la|las|los|da|dos|van|von|der|den|y|e|st|mc|san|santa))[ \n]{0,3}){0,3}"
)
MOST_OF_AN_ADDRESS, MOST_BEFORE = 2000, 90


@dataclass(frozen=True)
class Naming:
    """The names of one person: as they are shown and written on papers, their addresses, and their schools' names."""

    names: tuple[str, ...]
    addresses: tuple[str, ...] = ()
    schools: tuple[str, ...] = ()

    @classmethod
    def of(
        cls, names: Iterable[str], *, addresses: Iterable[str] = (), schools: Iterable[str] = ()
    ) -> "Naming":
        """Empty and blank names are left out."""
        kept = (
            tuple(dict.fromkeys(n.strip() for n in given if n.strip()))
            for given in (names, addresses, schools)
        )
        return cls(*kept)

    def places(self, text: str) -> list[tuple[int, int]]:
        """Where in the text the person or their schools are named: from and to, in order, none overlapping. Linear."""
        here = fold(text)
        found = set(self._initialed(here, text))
        if any(hint in here.text for hint in self._hints):
            found |= {*self._named(here, text), *self._addressed(here)}
            for school in self._schools:
                found |= set(school.places(here, text))
        return _joined(sorted(found), text)

    def are_in(self, text: str) -> bool:
        """True if the text names them at all."""
        return bool(self.places(text))

    def inside(self, address: str, *, strict: bool = False) -> bool:
        """True if a mail or web address, or a part of one, holds a name: also run together with other words.

        A name that is also a word counts there after a title or beside another name; if `strict`, always.
        """
        here = folded(unquote(address[:MOST_OF_AN_ADDRESS]))
        if any(folded(known) in here for known in self.addresses):
            return True
        bare = [*self._bare, *(school.squeezed for school in self._schools)]
        if any(len(name) > 3 and (strict or name not in _WORDS) and name in here for name in bare):
            return True
        if self._titled_inside.search(here):
            return True
        spread = re.sub(r"[._\-/+=&?0-9:@]+", " ", here)
        return self._core.search(spread) is not None and bool(
            list(self._named(fold(spread), spread))
        )

    @cached_property
    def tokens(self) -> tuple[str, ...]:
        """Every name alone, folded, longest first; the parts of double names and usual short forms too."""
        found: dict[str, None] = {}
        for word in self._words:
            parts = [part for part in word.split("-") if len(part) > 2 and part not in _PARTICLES]
            for token in (word, *(parts if "-" in word else ()), *_SHORT.get(word, ())):
                if len(token) > 1:
                    found[token] = None
        return tuple(sorted(found, key=len, reverse=True))

    @cached_property
    def _words(self) -> list[str]:
        words = [
            w.strip(".'-") for name in self.names for w in re.split(r"[\s,;/()\"]+", folded(name))
        ]
        return [
            w
            for w in words
            if w and w not in _PARTICLES and w not in _NO_NAMES and any(c.isalpha() for c in w)
        ]

    @cached_property
    def _initials(self) -> str:
        """One class of a pattern: the first letters of their names."""
        letters = {part[:1] for word in self._words for part in word.split("-")}
        return f"[{''.join(sorted(c for c in letters if c.isalpha())) or '0'}]"

    @cached_property
    def _bare(self) -> list[str]:
        """Names and local parts of addresses as they stand in addresses: letters and figures alone."""
        said = [*self.tokens, *(folded(address).split("@")[0] for address in self.addresses)]
        return list(dict.fromkeys(re.sub(r"[\W_]", "", name) for name in said))

    @cached_property
    def _titled_inside(self) -> re.Pattern[str]:
        """A title and a name as addresses run them together: "mrslong"."""
        names = "|".join(re.escape(re.sub(r"[\W_]", "", token)) for token in self.tokens) or "(?!)"
        return re.compile(rf"(?:{_ABBREVIATED}|{_WRITTEN_OUT})[._\-]?(?:{names})")

    @cached_property
    def _schools(self) -> list[SchoolName]:
        return [SchoolName(name) for name in self.schools]

    @cached_property
    def _hints(self) -> tuple[str, ...]:
        """One of these stands in every text that names them, initials apart."""
        said = [*self.tokens, *(folded(address).split("@")[0] for address in self.addresses)]
        said += [
            max(school.own or school.words, key=len) for school in self._schools if school.words
        ]
        said += [school.initials[0] + "." for school in self._schools if school.initials]
        said += [school.initials for school in self._schools if school.initials]
        return tuple(
            dict.fromkeys(max(re.split(r"[' ._+\-](?!$)", name), key=len) for name in said if name)
        )

    @cached_property
    def _core(self) -> re.Pattern[str]:
        """A name, a user name, or the local part of an address, and what may hang on it."""
        locals_ = [
            re.escape(folded(a).split("@")[0]) for a in self.addresses if len(a.split("@")[0]) > 3
        ]
        forms = "|".join([*locals_, *self._user_names(), *map(written, self.tokens)]) or "(?!)"
        return re.compile(rf"(?<!{LETTER})(?P<name>{forms})(?P<plural>e?s)?\d{{0,4}}(?!{LETTER})")

    def _user_names(self) -> Iterator[str]:
        """daniel.whitlock, dwhitlock, whitlock_d, danielwhitlock: two names, or a name and an initial, as one word."""
        names = [(re.escape(re.sub(r"[' \-]", "", token)), token) for token in self.tokens]
        pairs = list(permutations(names, 2))
        yield from (f"{first}[._\\-]?{last}" for (first, _token), (last, _other) in pairs)
        for (first, _token), (last, token) in pairs:
            yield f"{first[0]}[._\\-]{last}"
            yield f"{last}[._\\-]{first[0]}(?!['\\-.]?{LETTER})"
            if len(last) > 4 and not _is_word(token):
                yield f"{first[0]}{last}"
                yield f"{last}{first[0]}"

    @cached_property
    def _before(self) -> re.Pattern[str]:
        """The words before a name that belong to it: title, initials, particles."""
        particles = "|".join(
            sorted(
                _PARTICLES & {w for name in self.names for w in re.split(r"[\s\-]+", folded(name))}
            )
        )
        return re.compile(
            rf"(?<!{LETTER})(?P<title>(?:(?:{_ABBREVIATED}{_GAP}?|{_WRITTEN_OUT}{_GAP})){{0,2}})"
            rf"(?P<initials>(?:{self._initials}(?:\.{_GAP}?|{_GAP}))*)(?:(?:{particles or '(?!)'}){_GAP})*$"
        )

    @cached_property
    def _after(self) -> re.Pattern[str]:
        return re.compile(rf",?{_GAP}(?P<initial>{self._initials})(?:\.|(?!{LETTER}|'))")

    @cached_property
    def _alone(self) -> re.Pattern[str]:
        return re.compile(
            rf"(?<!{LETTER}){self._initials}(?:\. ?(?:[^\W\d_]\. ?){{0,4}}|(?!{LETTER}|'[^s]))"
        )

    @cached_property
    def _signed(self) -> re.Pattern[str]:
        """The initials of a whole name with points: "D. W."."""
        forms = set()
        for name in self.names:
            letters = [w[0] for w in Naming((name,))._words if w[0].isalpha()]
            for some in (letters, [*letters[:1], *letters[-1:]]):
                if len(some) > 1:
                    forms.add(" ?".join(rf"{letter}\." for letter in some) + " ?")
        return re.compile("|".join(sorted(forms, key=len, reverse=True)) or "(?!)")

    def _initialed(self, here: Folded, text: str) -> Iterator[tuple[int, int]]:
        """Initials with points, and one initial after a title: "D. W.", "Ms. W."."""
        for match in self._alone.finditer(here.text):
            start = match.start()
            if self._signed.fullmatch(match.group().rstrip(" ") + " ") or self._signed.fullmatch(
                match.group()
            ):
                yield here.span(start, start + len(match.group().rstrip()))
            elif _capital(here, text, start):
                title = _ENDS_TITLED.search(here.text, max(0, start - 24), start)
                if title:
                    yield here.span(
                        title.start(), start + (2 if here.text[start + 1 : start + 2] == "." else 1)
                    )

    def _named(self, here: Folded, text: str) -> Iterator[tuple[int, int]]:
        found = list(self._core.finditer(here.text))
        for n, match in enumerate(found):
            start, end = match.span()
            before = self._before.search(here.text, max(0, start - MOST_BEFORE), start)
            title, initials = (before["title"], before["initials"]) if before else ("", "")
            first = before.start() if before else start
            if (
                before
                and initials
                and "." not in initials
                and not _capital(here, text, before.start("initials"))
            ):
                title, initials, first = "", "", before.end("initials")
            after = self._after.match(here.text, end)
            if after and not _capital(here, text, after.start("initial")):
                after = None
            near = [(found[n - 1], match)] if n else []
            near += [(match, found[n + 1])] if n + 1 < len(found) else []
            beside = bool(initials or after) or any(
                one["name"] != two["name"]
                and _BETWEEN.fullmatch(here.text[one.end() : two.start()][:20])
                for one, two in near
            )
            if self._counts(here, text, match, title=title, beside=beside):
                yield here.span(first, after.end() if after else end)

    def _counts(
        self, here: Folded, text: str, match: re.Match[str], *, title: str, beside: bool
    ) -> bool:
        """True if a match is meant as a name: always, unless it is also a word; then by its capital and its place."""
        (start, end), name = match.span(), match["name"]
        capital = _capital(here, text, start)
        if match["plural"] and not capital and name not in self._bare[len(self.tokens) :]:
            return False
        if not _is_word(name) or (title and _ENDS_ABBREVIATED.search(title)):
            return True
        if not capital:
            return False
        if beside or title:
            return True
        if name in _MONTHS:
            dated = re.match(r" \d", here.text[end : end + 2])
            if dated or _BEFORE_MONTHS.search(here.text[max(0, start - 9) : start]):
                return False
        return name not in _OPENERS or not _OPENS.search(
            text[max(0, here.at[start] - 12) : here.at[start]]
        )

    def _addressed(self, here: Folded) -> Iterator[tuple[int, int]]:
        """Mail and web addresses with a name in them, whole."""
        for match in _CHUNK.finditer(here.text):
            said = match.group().rstrip(".!?:'")
            if _ADDRESS.search(said) and self.inside(said):
                yield here.span(match.start(), match.start() + len(said))


def shown_host(url: str, naming: Naming) -> str:
    """The host of an address as far as it names nobody: without what stands left of a name; "" if nothing is left."""
    try:
        labels = (urlsplit(url).hostname or "").removeprefix("www.").split(".")
        host = [
            label.encode().decode("idna") if label.startswith("xn--") else label for label in labels
        ]
    except (ValueError, UnicodeError):
        return ""
    bad = [n for n, label in enumerate(host) if naming.inside(label, strict=True)]
    left = host[bad[-1] + 1 :] if bad else host
    return ".".join(left) if len(left) > 1 else ""


_SHORT_FORMS = frozenset(short for forms in _SHORT.values() for short in forms)


def _is_word(name: str) -> bool:
    """True if a name is also a word, a short form, or as short as one: then its capital decides."""
    return name in _WORDS or name in _SHORT_FORMS or len(name) < 4


def _capital(here: Folded, text: str, at: int) -> bool:
    letter = text[here.at[at]]
    return letter.isupper() or letter.istitle()


def _joined(found: list[tuple[int, int]], text: str) -> list[tuple[int, int]]:
    """Overlapping places, and names that stand beside each other ("Last, First"), as one."""
    places: list[tuple[int, int]] = []
    for start, end in found:
        if places and (
            start <= places[-1][1]
            or (
                start - places[-1][1] < 8
                and _BETWEEN.fullmatch(fold(text[places[-1][1] : start]).text)
            )
        ):
            places[-1] = (places[-1][0], max(end, places[-1][1]))
        else:
            places.append((start, end))
    return places
