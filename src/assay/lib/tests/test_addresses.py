"""Senders that any program name makes, and lists as people paste them."""

import string
from email import message_from_bytes
from email.header import decode_header, make_header
from email.utils import parseaddr

import pytest
from django.core.mail import EmailMessage
from hypothesis import example, given
from hypothesis import strategies as st

from assay.lib.addresses import is_address, of_host, pasted, sender, split_sender

NAMES = [
    "Tamarack Bay Schools, District 12",
    "Schools: North; South",
    'The "Bay" program',
    "Ñandú (K–8) <b>",
    "a@b <c@d>",
    "back\\slash",
    "",
]


@pytest.mark.parametrize("name", NAMES)
def test_whatever_the_program_is_called_its_letters_have_one_sender(name: str) -> None:
    sent = (
        EmailMessage("A", "B", sender(name, "no-reply@example.org"), ["ada@example.org"])
        .message()
        .as_bytes()
    )
    encoded, address = parseaddr(message_from_bytes(sent)["From"])
    assert (str(make_header(decode_header(encoded))), address) == (name, "no-reply@example.org")
    typed = f"{name} <no-reply@example.org>".strip()
    assert split_sender(typed) == (name, "no-reply@example.org")


@pytest.mark.parametrize(
    "name", ["two\nlines", "two\r\nBcc: x@example.org", "null\0", "x" * 201, "\u202eturned"]
)
def test_a_name_that_would_bend_a_letter_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match=r"line|longer"):
        sender(name, "no-reply@example.org")


@given(st.text(st.characters(exclude_categories=["Cc", "Cf", "Cs", "Zl", "Zp"]), max_size=60))
@example("=?utf-8?q?odd?=")
def test_any_line_is_a_name_or_is_refused(name: str) -> None:
    try:
        line = sender(name, "no-reply@example.org")
    except ValueError:
        return
    assert (
        "\n" not in line and line.endswith("no-reply@example.org>")
    ) or line == "no-reply@example.org"


def test_a_host_that_is_a_number_stands_in_brackets() -> None:
    assert of_host("no-reply", "badges.example.org") == "no-reply@badges.example.org"
    assert of_host("no-reply", "127.0.0.1") == of_host("no-reply", "::1") == "no-reply@localhost"
    assert of_host("no-reply", "192.0.2.7") == "no-reply@[192.0.2.7]" and is_address(
        "no-reply@[192.0.2.7]"
    )
    assert is_address(of_host("no-reply", "2001:db8::1"))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('"Marsh, Ada" <ada@x.org>; "Lind, Bo" <bo@x.org>', ["ada@x.org", "bo@x.org"]),  # Outlook
        (
            "Marsh, Ada <ada@x.org>; Lind, Bo <bo@x.org>;",
            ["ada@x.org", "bo@x.org"],
        ),  # Outlook, on the web
        (
            "Ada Marsh <ada@x.org>, Bo <bo@x.org>,\n chi@x.org",
            ["ada@x.org", "bo@x.org", "chi@x.org"],
        ),  # Gmail
        ("bo@x.org, Marsh, Ada <ada@x.org>", ["bo@x.org", "ada@x.org"]),
        ('"O\'Neil; Pat, Jr." <pat@x.org>', ["pat@x.org"]),
        ("'ada@x.org' <ada@x.org>", ["ada@x.org"]),
        ('"ada@x.org", "bo@x.org"', ["ada@x.org", "bo@x.org"]),
        ("<ada@x.org>,<bo@x.org>", ["ada@x.org", "bo@x.org"]),
        ("Ada\tMarsh\tada@x.org\nBo\tLind\tbo@x.org", ["ada@x.org", "bo@x.org"]),  # a spreadsheet
        ("ada@x.org\tAda\tMarsh\r\nbo@x.org\tBo\tLind", ["ada@x.org", "bo@x.org"]),
        ("Marsh,Ada,ada@x.org", ["ada@x.org"]),  # CSV
        ("ada@x.org bo@x.org\n\n;, chi@x.org.", ["ada@x.org", "bo@x.org", "chi@x.org"]),
        ("ADA@x.org ada@X.org", ["ada@x.org"]),
        ("mailto:ada@x.org", ["ada@x.org"]),
        (
            "José Núñez <jose@x.org>\u200b;\u00a0＂Ada＂ ＜ada＠x.org＞；bo＠x.org",
            ["jose@x.org", "ada@x.org", "bo@x.org"],
        ),
        ("ada@x.org (Ada Marsh), bo@x.org", ["ada@x.org", "bo@x.org"]),
        (
            "ada@x.org, nobody, bo@x.org",
            ["ada@x.org", "nobody", "bo@x.org"],
        ),  # what is wrong is told
        ("nobody ada@x.org", ["nobody", "ada@x.org"]),
        ("No one here", ["No one here"]),
        ("Ada <ada@>; @x; Bo <>; chi@x.org", ["ada@", "@x", "<>", "chi@x.org"]),
        (" ;, \n", []),
    ],
)
def test_a_pasted_list_is_read_as_it_was_meant(text: str, found: list[str]) -> None:
    assert pasted(text) == found


local = st.text(string.ascii_lowercase + string.digits, min_size=1, max_size=8)
people = st.lists(
    st.tuples(
        st.from_regex(r"[A-ZÁÑ][a-zéñü]{1,8}", fullmatch=True),
        st.from_regex(r"[A-Z][a-z]{1,8}(-[A-Z][a-z]+)?", fullmatch=True),
        local,
        st.sampled_from(["outlook", "plain", "gmail", "bare", "angle"]),
    ),
    min_size=1,
    max_size=12,
    unique_by=lambda p: p[2],
)


@given(people, st.sampled_from(["; ", ";\n", "\n", " ;\r\n"]))
def test_however_a_program_writes_people_each_is_found_once_and_nothing_else(
    everybody: list, between: str
) -> None:
    shapes = {
        "outlook": '"{family}, {given}" <{address}>',
        "plain": "{family}, {given} <{address}>",
        "gmail": "{given} {family} <{address}>",
        "bare": "{address}",
        "angle": "<{address}>",
    }
    addresses = [f"{name}@example.org" for _given, _family, name, _shape in everybody]
    text = between.join(
        shapes[shape].format(given=given_, family=family, address=address)
        for (given_, family, _name, shape), address in zip(everybody, addresses, strict=True)
    )
    assert pasted(text) == addresses
    assert pasted(text + between + text) == addresses


@given(st.text(max_size=200))
def test_whatever_is_pasted_is_read_without_an_error(text: str) -> None:
    found = pasted(text)
    assert len(found) == len(set(found)) and all(found)
