"""How the house reads, in figures: `house.py` writes docs/explanation/house.md from the files git knows.

`--paths` also counts the files that a POST runs through, which takes a database of its own and half a minute;
without it those rows stay as the page has them. `--print` prints the figures of a commit: `house.py --print HEAD~1`.
"""

import ast
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from itertools import combinations
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "explanation" / "house.md"
BEGIN, END = "<!-- figures -->", "<!-- end -->"
#: As a stranger measured the house at commit 21a16c2, before it was tidied, and what was then aimed at.
BEFORE = {
    "lines a file (median / p90 / max)": ("76 / 208 / 399", "60 / 170"),
    "of the product": ("67 / 174", ""),
    "of the credential core": ("133 / 280", ""),
    "lines a function (median / p90 / max)": ("6 / 17 / 46", "keep"),
    "characters a line, p90": ("100", "80"),
    "`# fmt: skip` below src, with tests": ("395", "at most 80"),
    "functions with a return type": ("99.9 %", "keep"),
    "functions and classes with a docstring": ("53 %", "keep"),
    "public verbs with a docstring": ("–", "each"),
    "pairs of rooms that import each other": ("0", "0"),
    "mocks of our own code": ("0", "keep"),
    "template lines over 160 characters": ("25 %", "0"),
    "template lines over 140 characters": ("–", "0"),
    "longest line of a template": ("2,005", "140"),
    "lines a template, p90": ("–", "60"),
    "files one POST runs through: hand in": ("23", "7 for a reader"),
    "files one POST runs through: sheet": ("13", ""),
    "files one POST runs through: release": ("19", ""),
    "files one POST runs through: start": ("18", ""),
    "files an award runs through": ("45", "half"),
}


class Tree:
    """The files of a commit, or of the folder as it stands."""

    def __init__(self, commit: str = "") -> None:
        self.commit = commit
        listed = _git("ls-tree", "-r", "--name-only", commit) if commit else _git("ls-files")
        self.names = [name for name in listed.splitlines() if commit or (ROOT / name).is_file()]

    def read(self, name: str) -> str:
        return _git("show", f"{self.commit}:{name}") if self.commit else (ROOT / name).read_text()

    def sources(self, *, tests: bool = False) -> dict[str, str]:
        """Python below src/ without migrations, by name: the product's, or its tests with those of tests/."""
        found = {}
        for name in self.names:
            parts = set(name.split("/"))
            in_src, is_test = name.startswith("src/"), "tests" in parts
            if (
                name.endswith(".py")
                and "migrations" not in parts
                and (is_test if tests else in_src and not is_test)
            ):
                found[name] = self.read(name)
        return found

    def templates(self) -> dict[str, str]:
        return {
            name: self.read(name)
            for name in self.names
            if name.startswith("src/") and name.endswith(".html")
        }


def _git(*arguments: str) -> str:
    command = ["git", *arguments]
    return subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout


def percentile(values: Iterable[int], share: float) -> int:
    ranked = sorted(values)
    return ranked[min(int(len(ranked) * share), len(ranked) - 1)] if ranked else 0


def spread(values: list[int]) -> str:
    return f"{percentile(values, 0.5)} / {percentile(values, 0.9)} / {max(values)}"


def share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f} %" if whole else "–"


def functions(tree: ast.Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    return (
        node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    )


def measure(tree: Tree) -> dict[str, str]:
    sources, tests = tree.sources(), tree.sources(tests=True)
    parsed = {name: ast.parse(text) for name, text in sources.items()}
    files = {name: text.count("\n") for name, text in sources.items() if text.strip()}
    made = [function for module in parsed.values() for function in functions(module)]
    classes = [
        node
        for module in parsed.values()
        for node in ast.walk(module)
        if isinstance(node, ast.ClassDef)
    ]
    verbs = [
        node
        for name, module in parsed.items()
        if "/actions" in name
        for node in module.body
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")
    ]
    lengths = [len(line) for text in sources.values() for line in text.splitlines() if line.strip()]
    pages = tree.templates()
    page_lines = [len(line) for text in pages.values() for line in text.splitlines()]
    documented = sum(ast.get_docstring(node) is not None for node in [*made, *classes])
    return {
        "lines a file (median / p90 / max)": spread(list(files.values())),
        "of the product": spread([n for name, n in files.items() if name.startswith("src/assay/")]),
        "of the credential core": spread(
            [n for name, n in files.items() if name.startswith("src/badgecore/")]
        ),
        "lines a function (median / p90 / max)": spread(
            [(f.end_lineno or 0) - f.lineno + 1 for f in made]
        ),
        "characters a line, p90": str(percentile(lengths, 0.9)),
        "`# fmt: skip`": str(
            sum(
                text.count("# fmt: skip")
                for text in {**sources, **tree.sources(tests=True)}.values()
            )
        ),
        "functions with a return type": share(sum(f.returns is not None for f in made), len(made)),
        "functions and classes with a docstring": share(documented, len(made) + len(classes)),
        "public verbs with a docstring": share(
            sum(ast.get_docstring(v) is not None for v in verbs), len(verbs)
        ),
        "pairs of rooms that import each other": str(len(circles(parsed))),
        "mocks of our own code": str(sum(map(mocks, tests.values()))),
        "template lines over 160 characters": share(
            sum(n > 160 for n in page_lines), len(page_lines)
        ),
        "template lines over 140 characters": share(
            sum(n > 140 for n in page_lines), len(page_lines)
        ),
        "longest line of a template": f"{max(page_lines, default=0):,}",
        "lines a template, p90": str(
            percentile([text.count("\n") for text in pages.values()], 0.9)
        ),
    }


def circles(parsed: dict[str, ast.Module]) -> list[tuple[str, str]]:
    """Pairs of rooms of which each imports the other."""
    arrows: set[tuple[str, str]] = set()
    for name, module in parsed.items():
        if not name.startswith("src/assay/") or name.count("/") < 3:
            continue
        room = name.split("/")[2]
        for node in ast.walk(module):
            targets = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            targets += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            arrows |= {
                (room, target.split(".")[1]) for target in targets if target.startswith("assay.")
            }
    rooms = sorted({room for arrow in arrows for room in arrow})
    return [pair for pair in combinations(rooms, 2) if pair in arrows and pair[::-1] in arrows]


def mocks(text: str) -> int:
    """`patch("assay.…")` and its like: what is ours is never replaced by its name."""
    return len(re.findall(r"\bpatch(?:\.object|\.dict)?\(\s*[\"']?(?:assay|badgecore)\b", text))


def paths() -> dict[str, str]:
    """Files of ours that four POSTs and an award run through, by a profiler, in a database of its own.

    All in one transaction, so that what follows by itself after a commit (letters, the badge) is left out.
    """
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    os.environ.pop("DATABASE_URL", None)
    sys.path[:0] = [str(ROOT), str(ROOT / "src")]
    import django
    from django.db import transaction
    from django.test.utils import setup_databases, setup_test_environment, teardown_databases

    django.setup()
    setup_test_environment()
    made = setup_databases(verbosity=0, interactive=False)
    try:
        with transaction.atomic():
            return _posts()
    finally:
        teardown_databases(made, verbosity=0)


def _posts() -> dict[str, str]:
    from django.test import Client
    from django.urls import reverse

    from assay.assessment.tests.factories import (
        make_assessor,
        make_decided,
        make_evaluation,
        make_lead,
        take_next,
    )
    from assay.catalog.tests.factories import make_version
    from assay.credentials import actions as credentials
    from assay.evidence.tests.factories import fill, make_draft
    from assay.people.tests.factories import make_district, make_person, make_school
    from assay.record.models import MACHINE

    district = make_district()
    version = make_version(district)
    lead = make_lead(district)
    people = [
        make_person(name, role="learner", organization=make_school(district, f"{name} School"))
        for name in ("Ada Marsh", "Eve Lund", "Ida Holm", "Una Berg", "Zoe Lind")
    ]
    chi = make_person("Chi Okoye", role="approver", organization=district)

    def post(person: Any, name: str, data: dict[str, Any] | None = None, **arguments: Any) -> int:
        client = Client()
        client.force_login(person)
        address = reverse(name, kwargs=arguments)
        client.get("/")  # what is imported and made once does not count
        return len(_run(lambda: client.post(address, data or {})))

    begun = post(people[0], "evidence:begin", slug=version.micro_credential.slug)
    draft = fill(make_draft(people[1], version))
    handed_in = post(people[1], "evidence:submission", pk=draft.pk)
    make_evaluation(people[2], district, lead=lead, version=version)
    scorer = make_assessor(version, district, lead=lead)
    lease = take_next(scorer)
    sheet = post(
        scorer, "assessment:sheet", {"level-c1": "demonstrated", "summary": "Clear."}, pk=lease.pk
    )
    decided = make_decided(people[3], district, lead=lead, version=version)
    released = post(chi, "assessment:releasing", public_id=decided.public_id)
    decided.refresh_from_db()
    credentials.award(decided, by=MACHINE)  # the first one of a process makes keys and templates
    another = make_decided(people[4], district, lead=lead, version=version)
    post(chi, "assessment:releasing", public_id=another.public_id)
    another.refresh_from_db()
    met = _run(lambda: credentials.award(another, by=MACHINE))
    awarded = len(met)
    if "--list" in sys.argv:
        print("\n".join(sorted(path.partition("/src/")[2] for path in met)))
    return {
        "files one POST runs through: hand in": str(handed_in),
        "files one POST runs through: sheet": str(sheet),
        "files one POST runs through: release": str(released),
        "files one POST runs through: start": str(begun),
        "files an award runs through": str(awarded),
    }


def _run(act: Callable[[], object]) -> set[str]:
    met: set[str] = set()

    def notice(frame: Any, event: str, _argument: object) -> None:
        if event == "call" and "/src/" in frame.f_code.co_filename:
            met.add(frame.f_code.co_filename)

    sys.setprofile(notice)
    try:
        act()
    finally:
        sys.setprofile(None)
    return met


def table(now: dict[str, str]) -> str:
    rows = ["| figure | before | now | aim |", "|---|---|---|---|"]
    rows += [
        f"| {name} | {before} | {now.get(name, '–')} | {aim} |"
        for name, (before, aim) in BEFORE.items()
    ]
    return "\n".join(rows)


def kept(page: str) -> dict[str, str]:
    """What stands on the page: for the rows that are not measured this time."""
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in page.splitlines()
        if line.startswith("|")
    ]
    return {row[0]: row[2] for row in rows if len(row) == 4}


def main() -> None:
    if "--print" in sys.argv:
        print(table(measure(Tree(sys.argv[-1] if sys.argv[-1] != "--print" else ""))))
        return
    page = PAGE.read_text()
    now = {**kept(page), **measure(Tree()), **(paths() if "--paths" in sys.argv else {})}
    head, _begin, rest = page.partition(BEGIN)
    PAGE.write_text(f"{head}{BEGIN}\n\n{table(now)}\n\n{END}{rest.partition(END)[2]}")


if __name__ == "__main__":
    main()
