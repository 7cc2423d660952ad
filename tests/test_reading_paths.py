"""docs/explanation/reading-paths.md is true: seven files at most for each request, each with what it is read for."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "explanation" / "reading-paths.md").read_text()
REQUESTS = {part.partition("\n")[0]: part for part in PAGE.split("\n## ")[1:]}
STEP = re.compile(r"^(\d)\. `([\w/.]+)`(?: – (.*))?$", re.MULTILINE)


def test_four_requests_and_an_award_are_told() -> None:
    assert len(REQUESTS) == 5


@pytest.mark.parametrize("request_", REQUESTS)
def test_a_reader_opens_seven_files_and_finds_what_is_named(request_: str) -> None:
    steps = STEP.findall(REQUESTS[request_])
    assert [int(number) for number, _file, _said in steps] == list(range(1, len(steps) + 1))
    assert 5 <= len(steps) <= 7
    for _number, file, said in steps:
        text = (ROOT / "src" / "assay" / file).read_text()
        for name in re.findall(r"`(\w+)`", said.partition(":")[0]):
            there = rf'name="{name}"' if file.endswith("urls.py") else rf"^(?:def|class) {name}\b"
            assert re.search(there, text, re.MULTILINE), f"{file} has no {name}"


@pytest.mark.parametrize("request_", REQUESTS)
def test_each_step_calls_the_next(request_: str) -> None:
    """The view calls the verb, and the verb asks the question that stands next in the list."""
    steps = {file: said for _number, file, said in STEP.findall(REQUESTS[request_])}
    (view,) = [file for file in steps if "/views/" in file or file.endswith("/subscribers.py")]
    verb = next(file for file in steps if "/actions/" in file)
    question = next(file for file in steps if re.search(r"policy(/\w+)?\.py$", file))
    first = {file: re.findall(r"`(\w+)`", said)[0] for file, said in steps.items() if "`" in said}
    sources = {file: (ROOT / "src" / "assay" / file).read_text() for file in (view, verb)}
    assert re.search(rf"\b{first[verb]}\(", sources[view])
    assert f"policy.{first[question]}(" in sources[verb]
