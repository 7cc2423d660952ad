"""Words of templates come out as Django's own tags say them, in each language, whatever was asked before."""

import pytest
from django.template import Context, Engine, Template
from django.utils import translation

OURS = Engine.get_default()
DJANGOS = Engine(libraries={"i18n": "django.templatetags.i18n"})
SOURCES = (
    '{% translate "Save" %}|{% translate "Save" as said %}{{ said }}|{% trans "Goals" %}',
    '{% translate "Demonstrated" context "level" %}|{% translate "No such words <b>100%</b>" %}',
    '{% translate words %}|{% translate words|upper %}|{% translate "Save"|upper %}',
    '{% translate "Save" noop %}|{% translate "50%% of it" %}',
    "{% blocktranslate with id=words %}Score {{ id }}{% endblocktranslate %}",
    "{% blocktranslate trimmed count n=many %} {{ n }} badge {% plural %} {{ n }} badges {% endblocktranslate %}",
    "{% blocktrans %}100% {{ words }} {{ missing }}{% endblocktrans %}",
    "{% blocktranslate asvar said %}{{ words }}{% endblocktranslate %}{{ said }}",
)


@pytest.mark.parametrize("source", SOURCES)
def test_they_say_what_djangos_say(source: str) -> None:
    ours = Template("{% load i18n %}" + source, engine=OURS)
    djangos = Template("{% load i18n %}" + source, engine=DJANGOS)
    for _again in range(2):
        for language in ("en", "es", None):
            for words, many in (("Save", 1), ("<Goals>", 3)):
                with translation.override(language):
                    page = {"words": words, "many": many}
                    assert ours.render(Context(page)) == djangos.render(Context(page))


def test_a_language_is_never_answered_in_another() -> None:
    save = Template('{% load i18n %}{% translate "Save" %}', engine=OURS)
    with translation.override("es"):
        spanish = save.render(Context())
    with translation.override("en"):
        assert save.render(Context()) == "Save" != spanish
