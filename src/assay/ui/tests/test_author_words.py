from django.template import Context, Template
from django.utils.translation import override

from assay.ui.author_words import language_mark, said_in, with_words


def test_words_in_another_language_say_so_and_those_in_the_readers_own_stay_as_they_are() -> None:
    with override("es"):
        assert said_in("Wait <time>", "en-US") == '<span lang="en-US">Wait &lt;time&gt;</span>'
        assert said_in("Pausas", "es") == "Pausas"
        assert said_in("", "en") == "" and said_in("Pausas", "") == "Pausas"
    with override("en"):
        assert said_in("Wait time", "en-US") == "Wait time"
        assert said_in("Pausas", "es") == '<span lang="es">Pausas</span>'


def test_nothing_that_was_typed_gets_through_unescaped() -> None:
    for language in ("en", "es"):
        with override(language):
            said = with_words("%(title)s & more", title=said_in("<b>bold</b>", "en"))
            assert "<b>" not in said and "&amp; more" in said
            shown = Template("{% load ui %}{{ text|said_in:'en' }}")
            assert "<b>" not in shown.render(Context({"text": "<b>bold</b>"}))
            assert "<b>" not in said_in("x", '"><b>')


def test_the_mark_names_the_language_as_the_reader_writes_it() -> None:
    with override("es"):
        assert "En inglés" in language_mark("en") and language_mark("es") == ""
    with override("en"):
        assert "In Spanish" in language_mark("es") and language_mark("") == ""
        assert "In xx-klingon" in language_mark("xx-klingon")
