"""A letter as a page of mail says what its plain words say, and nothing that somebody typed becomes markup."""

import re
from html import unescape

import pytest
from django.utils.translation import override

from assay.letters import actions
from assay.letters.models import Letter
from assay.letters.page import page_of
from assay.letters.post import message_of

WORDS = """Hello Ada,

<b>your</b> badge & more is ready. See https://assay.example/help, too.

https://assay.example/awards/7/?a=1&b=2

    QK7-XPM

Lakeside Schools
"""


def shown(html: str) -> str:
    body = re.sub(r"</?a\b[^>]*>", "", html[html.index("<body") :])
    text = re.sub(r"<[^>]+>", " ", body)
    return " ".join(unescape(text).split())


def test_it_says_the_same_and_typed_marks_stay_text() -> None:
    html = page_of("A subject", WORDS)
    assert all(word in shown(html) for word in WORDS.split())
    assert "<b>" not in html and "&lt;b&gt;your&lt;/b&gt;" in html
    assert '<a href="https://assay.example/help">https://assay.example/help</a>, too.' in html
    assert html.count('href="https://assay.example/awards/7/?a=1&amp;b=2"') == 1
    assert "Open the page" in html
    assert not re.search(r"<(img|script|link|iframe|form)\b|url\(", html), "it fetches something"


@pytest.mark.parametrize(
    "odd", ["", "x", "\n\n\n", "javascript:alert(1)", 'https://a.example/"><i>']
)
def test_odd_words_make_a_page_all_the_same(odd: str) -> None:
    html = page_of("s", odd)
    assert "<i>" not in html and 'href="javascript' not in html


@pytest.mark.django_db
def test_it_leaves_in_both_forms_in_the_readers_language(settings) -> None:
    with override("es"):
        letter = actions.write("notices.award", "ada@example.org", "Tu insignia", WORDS)
    message = message_of(Letter.objects.get(pk=letter.pk))
    ((html, kind),) = message.alternatives
    assert (message.body, kind) == (WORDS.strip() + "\n", "text/html")
    assert '<html lang="es">' in str(html) and "Abrir la página" in str(html)
    assert message.extra_headers["Auto-Submitted"] == "auto-generated"
    assert not message.reply_to


@pytest.mark.django_db
def test_whom_to_ask_stands_in_both_forms_before_the_signature(settings) -> None:
    settings.EMAIL_REPLY_TO = "pd@lakeside.example"
    letter = actions.write("notices.award", "ada@example.org", "Your badge", WORDS)
    message = message_of(Letter.objects.get(pk=letter.pk))
    assert message.reply_to == ["pd@lakeside.example"]
    ask = "Questions? Write to pd@lakeside.example, or answer this e-mail."
    assert message.body.endswith(f"{ask}\n\nLakeside Schools\n")
    assert ask in shown(str(message.alternatives[0][0]))
    assert message.message()["Reply-To"] == "pd@lakeside.example"
