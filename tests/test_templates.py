"""Templates can be read: their structure shows, and a line is read in one breath. CONTRIBUTING says how."""

import re
from pathlib import Path

SOURCE = Path(__file__).parent.parent / "src"
COLUMNS = 140
LINES = 60


def _templates() -> dict[str, list[str]]:
    found = sorted(path for path in SOURCE.rglob("*.html") if "templates" in path.parts)
    return {
        str(path.relative_to(SOURCE)): path.read_text(encoding="utf-8").splitlines()
        for path in found
    }


def test_what_is_wrong_with_a_form_is_listed_once() -> None:
    """`post_form` does that."""
    listed, sent = re.compile(r"{% form_errors (\w+)"), re.compile(r"{% post_form (\w+)")
    pages = {name: "\n".join(lines) for name, lines in _templates().items()}
    twice = [
        name for name, text in pages.items() if {*listed.findall(text)} & {*sent.findall(text)}
    ]
    assert twice == []


def test_what_a_template_takes_in_is_there() -> None:
    """Django looks for it when the page is asked for, and then the page is lost."""
    named = re.compile(r"""{% (?:include|extends) ["']([^"']+)["']""")
    there = {name.split("/templates/", 1)[1] for name in _templates()}
    missing = [
        f"{name}: {found}"
        for name, lines in _templates().items()
        for found in named.findall("\n".join(lines))
        if found.endswith(".html") and found not in there
    ]
    assert missing == []


def test_no_line_of_a_template_is_wider_than_140_columns() -> None:
    wide = [
        f"{name}:{number}: {len(line)} columns"
        for name, lines in _templates().items()
        for number, line in enumerate(lines, 1)
        if len(line) > COLUMNS
    ]
    assert wide == []


def test_nine_in_ten_templates_fit_on_a_screen() -> None:
    """The tenth may be longer: a page of text, a list of words. Of the others, cut a row or a section out."""
    lengths = {name: len(lines) for name, lines in _templates().items()}
    long = sorted(
        (name for name in lengths if lengths[name] > LINES), key=lambda name: -lengths[name]
    )
    assert len(long) <= len(lengths) // 10, [f"{name}: {lengths[name]} lines" for name in long]


def test_templates_are_indented_by_spaces_and_end_their_lines_where_the_words_end() -> None:
    untidy = [
        f"{name}:{number}"
        for name, lines in _templates().items()
        for number, line in enumerate(lines, 1)
        if "\t" in line or line != line.rstrip()
    ]
    assert untidy == []


#: What Django would write dates and times with: its own forms, in 24 hours in Spanish.
_DJANGOS = re.compile(
    r"\|\s*(?:date|time|timesince|timeuntil|naturaltime|naturalday)\b(?!\s*[a-z])|{%\s*now\b|DATE(?:TIME)?_FORMAT"
)


def test_days_and_times_are_said_by_one_filter() -> None:
    """`|day` and the tags over it (`ui/words.py`); a `datetime` attribute takes `.isoformat`."""
    files = [
        path
        for kind in ("html", "txt")
        for path in SOURCE.rglob(f"*.{kind}")
        if "templates" in path.parts
    ]
    assert len(files) > 200
    others = [
        str(path.relative_to(SOURCE))
        for path in files
        if _DJANGOS.search(path.read_text(encoding="utf-8"))
    ]
    assert others == []


def test_no_other_module_writes_a_day_in_words() -> None:
    writing = re.compile(r"\bdate_format\(|\btime_format\(|\.strftime\(")
    modules = [
        path
        for path in (SOURCE / "assay").rglob("*.py")
        if "tests" not in path.parts and writing.search(path.read_text(encoding="utf-8"))
    ]
    assert [path.name for path in modules] == ["words.py"]
