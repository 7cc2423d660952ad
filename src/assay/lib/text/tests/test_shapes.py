from collections.abc import Callable

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from yaml.nodes import MappingNode, Node, ScalarNode

from assay.lib.text import shapes
from assay.lib.text.shapes import (
    Day,
    Flag,
    ListOf,
    OneOf,
    OrNull,
    Record,
    Text,
    Whole,
    check,
    read_text,
)

PERSON = Record(
    {
        "name": (Text(most=20, line=True), "always"),
        "age": (Whole(least=1, most=120), "optional"),
        "kind": (OneOf(("yes", "no")), "optional"),
        "born": (Day(), "optional"),
        "tags": (ListOf(shape=Text(), unique="."), "optional"),
        "pets": (ListOf(shape=Record({"id": (Text(), "always")}), most=3, unique="id"), "optional"),
        "glad": (Flag(), "optional"),
        "note": (OrNull(Text()), "optional"),
    }
)


def problems(text: str) -> list[tuple[int, str]]:
    _value, into = read_text(text, PERSON)
    return [(p.line, f"{p.path}|{p.what}|{p.fix}") for p in into.problems]


def test_what_fits_is_read_as_it_stands() -> None:
    value, into = read_text(
        'name: Ada\nage: 30\nkind: "no"\nborn: 1990-01-02\ntags: [a, b]\nnote: null\n', PERSON
    )
    assert not into.problems
    assert value == {
        "name": "Ada",
        "age": 30,
        "kind": "no",
        "born": "1990-01-02",
        "tags": ["a", "b"],
        "note": None,
    }


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("age: 3", 1, "“name” is missing"),
        ("name: Ada\nnmae: Bo", 2, "Did you mean “name”?"),
        ("name: Ada\nage: old", 2, "whole number"),
        ("name: Ada\nage: true", 2, "whole number"),
        ("name: Ada\nage: 200", 2, "from 1 to 120"),
        ("name: 1.0", 1, 'Put it in quotes: "1.0"'),
        ("name: Ada\nkind: no", 2, 'Put it in quotes: "no"'),
        ("name: Ada\nkind: maybe", 2, "yes, no"),
        ("name: Ada\nname: Bo", 2, "is already in line 1"),
        ("name: Ada\ntags:\n- a\n- b\n- a", 5, "is already in line 3"),
        ("name: Ada\npets:\n- id: x\n- id: x", 4, "is already in line 3"),
        ("name: Ada\npets: [{id: a}, {id: b}, {id: c}, {id: d}]", 2, "too many"),
        ("name: Ada\nborn: 2026-02-30", 2, "must be a day"),
        ("name: Ada\nglad: perhaps", 2, "true or false"),
        ("name: Ada\ntags: a", 2, "must be a list"),
        ("- a\n- b", 1, "record of named values"),
        ("name: [unclosed", 1, "not YAML"),
        ("name: Ada\n\tage: 3", 2, "not YAML"),
        ("", 1, "empty"),
        ("name: a\n---\nname: b", 2, "not YAML"),
        ("name: !!python/object:os.system x", 1, "must be text"),
        ("name: Ada\nborn: " + "9" * 5000, 2, "must be a day"),
        ("name: abcdefghijklmnopqrstuvwxyz", 1, "Shorten it to 20"),
        ("name: Ada\x00", 1, "must not be in the file"),
    ],
)
def test_each_problem_is_named_with_its_line(text: str, line: int, said: str) -> None:
    found = problems(text)
    assert any(n == line and said in what for n, what in found), found


def test_few_aliases_that_stand_for_millions_are_refused_quickly() -> None:
    bomb = "name: Ada\npets:\n- &a {id: x, tags: &b [x,x,x,x,x,x,x,x,x]}\n"
    lines = ["a0: &a0 [x,x,x,x,x,x,x,x,x]"]
    lines += [f"a{n}: &a{n} [{','.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 9)]
    deep = ListOf(
        shape=ListOf(shape=ListOf(shape=ListOf(shape=ListOf(shape=ListOf(shape=Text())))))
    )
    shape = Record({f"a{n}": (deep, "optional") for n in range(9)})
    _value, into = read_text("\n".join(lines), shape)
    assert any("too much" in p.what for p in into.problems)
    assert problems(bomb)


def test_a_list_that_contains_itself_ends() -> None:
    assert problems("name: Ada\ntags: &t [*t]")


def test_what_is_nested_too_deeply_is_refused() -> None:
    assert problems("name: " + "[" * 5000)


def test_too_long_a_text_is_refused_before_it_is_read() -> None:
    assert "too long" in problems("name: " + "x" * 500_000)[0][1]


def test_a_value_in_memory_is_checked_by_the_same_shapes() -> None:
    value, into = check({"name": "Ada", "age": "3", "odd": object}, PERSON)
    assert value is None
    _value, into = check({"name": "Ada", "age": "3"}, PERSON)
    assert [(p.line, p.path) for p in into.problems] == [(0, "age")]


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=300))
def test_no_text_whatever_makes_the_reading_fall_over(text: str) -> None:
    value, into = read_text(text, PERSON)
    assert into.problems or value["name"]
    assert all(p.line >= 1 for p in into.problems)


PIECES = (
    "a",
    "b: ",
    "- ",
    "\n",
    "  ",
    "[",
    "]",
    "{",
    "}",
    ", ",
    '"',
    "'",
    "&x ",
    "*x",
    "|\n",
    "# ",
    "---\n",
    "é",
    "1",
    "?",
)


@settings(max_examples=150)
@given(st.lists(st.sampled_from(PIECES), max_size=14).map("".join))
def test_libyaml_and_pyyaml_read_the_same(text: str) -> None:
    """Where both read it at all: what libyaml refuses is read again without it."""
    quick, plain = (_values(text, read) for read in (shapes._quick_nodes, _by_pyyaml))
    assert quick == plain or REFUSED in (quick, plain)


REFUSED = "refused"


def _by_pyyaml(text: str) -> Node | None:
    node: Node | None = yaml.compose(text, Loader=yaml.SafeLoader)
    return node


def _values(text: str, read: Callable[[str], Node | None]) -> object:
    """Tags, values and lines, as nested tuples; of what is empty the line may be the next one."""
    try:
        return _of(read(text))
    except (yaml.YAMLError, RecursionError):
        return REFUSED


def _of(node: Node | None) -> object:
    if node is None:
        return None
    if isinstance(node, ScalarNode):
        return node.tag, node.value, node.start_mark.line if node.value else None
    if isinstance(node, MappingNode):
        inside: tuple[object, ...] = tuple((_of(key), _of(value)) for key, value in node.value)
    else:
        inside = tuple(_of(one) for one in node.value)
    return node.tag, inside, node.start_mark.line
