"""The two impressions of one die: a proof in ink, and the struck one in brass and enamel."""

from dataclasses import dataclass

from django.utils.html import escape

from assay.ui.hallmark import ground, letters
from assay.ui.hallmark.color import srgb
from assay.ui.hallmark.facts import Facts
from assay.ui.hallmark.geometry import circle, octagon, polygon
from assay.ui.hallmark.motifs import MOTIFS

LINES = srgb(0.90, 0.07, 88)  # raised lines on enamel
ENGRAVING = srgb(0.32, 0.06, 72)  # cut lines on brass
GLINT = srgb(0.93, 0.05, 89)  # the lit edge beside a cut letter
# Lightness of the brass facets, clockwise from the lower right; chroma swells in the half-light.
BEVEL = (
    (0.50, 0.085),
    (0.54, 0.088),
    (0.665, 0.102),
    (0.815, 0.093),
    (0.90, 0.085),
    (0.865, 0.089),
    (0.735, 0.102),
    (0.585, 0.093),
)
GROW = "translate(120px,120px) scale(1.46) translate(-120px,-122px)"
BAND = srgb(0.42, 0.15, 27)  # what a word stands on that takes a hallmark back
BAND_SHAPE = "M4 97H236V143H4Z"
PLATE = "M91 156H149L155 162V177L149 183H91L85 177V162Z"


@dataclass(frozen=True, slots=True)
class Inks:
    """Colors of one hallmark as sRGB hex: ink and field of the proof by day and night, enamel of the struck one."""

    ink: str
    field: str
    night_ink: str
    night_field: str
    enamel: str
    enamel_deep: str


def inks(facts: Facts) -> Inks:
    """The colors that follow from the hue."""
    hue = facts.hue
    return Inks(
        ink=srgb(0.40, 0.075, hue),
        field=srgb(0.975, 0.012, hue),
        night_ink=srgb(0.80, 0.06, hue),
        night_field=srgb(0.27, 0.022, hue),
        enamel=srgb(0.34, 0.065, hue),
        enamel_deep=srgb(0.25, 0.065, hue),
    )


def draw(
    facts: Facts, *, struck: bool, small: bool = False, hairlines: bool = True, across: str = ""
) -> str:
    """Draw the hallmark as SVG; the same facts always give the same bytes.

    The file adapts by itself where media queries work. `small` applies the rules for 96 px and below outright, for
    renderers that know none. Without `hairlines` the engine-turning of a struck one's brass is left out: in a PNG its
    lines are thinner than a pixel, and all they add is bytes. `across` is a word that a struck one bears on a band,
    over a hallmark that is pale then.
    """
    return _struck(facts, small, hairlines, across) if struck else _proof(facts, small)


def _wrap(facts: Facts, impression: str, style: str, definitions: str, body: str) -> str:
    label = escape(f"{facts.title} hallmark, {impression}, version of {facts.year}")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 240 240" role="img" aria-label="{label}">'
        f"<style>{style}</style><defs>{definitions}</defs>{body}</svg>\n"
    )


def _small_rules(small: bool, *, rule: str, more: str = "") -> str:
    rules = f".ring,.fine,.thin{{display:none}}.m{{stroke-width:4.6}}{rule}{more}"
    return rules if small else f"@media (max-width:96px){{{rules}.core{{transform:{GROW}}}}}"


def _core(small: bool, body: str) -> str:
    # Renderers without media queries may not know CSS transforms either: write the attribute.
    grown = ' transform="translate(120 120)scale(1.46)translate(-120 -122)"' if small else ""
    return f'<g class="core"{grown}>{body}</g>'


def _proof(facts: Facts, small: bool) -> str:
    color = inks(facts)
    bold, fine = MOTIFS[facts.motif](facts.seed)
    title = letters.inscription(facts)
    style = (
        f".i{{fill:{color.ink}}}.s{{fill:none;stroke:{color.ink};stroke-linejoin:round;stroke-linecap:round}}"
        f".f{{fill:{color.field}}}.m{{stroke-width:2.5}}.rule{{stroke-width:1.8}}"
        f"@media (prefers-color-scheme:dark){{.i{{fill:{color.night_ink}}}.s{{stroke:{color.night_ink}}}"
        f".f{{fill:{color.night_field}}}}}" + _small_rules(small, rule=".rule{stroke-width:5}")
    )
    outer = polygon(octagon(116))
    body = [
        f'<path class="f" d="{outer}"/><path class="s rule" d="{outer}"/>',
        f'<path class="s thin" stroke-width="1.1" d="{polygon(octagon(105.5))}"/>',
        f'<path class="s fine" stroke-width=".55" d="{ground.hatching()}"/>',
        f'<path class="s fine" stroke-width=".9" d="{circle(74.5)}"/>',
        f'<path class="s fine" stroke-width=".45" opacity=".6" d="{ground.rosettes(facts.seed)}"/>',
        f'<g class="ring i">{letters.ring(title, facts.year)}</g>',
        _core(
            small,
            f'<circle class="f fine" cx="120" cy="106" r="47" opacity=".86"/><path class="s m" d="{bold}"/>'
            f'<path class="s fine" stroke-width="1" d="{fine}"/><path class="f fine" d="{PLATE}"/>'
            f'<g class="i">{letters.issuer(facts.letters)}</g>',
        ),
    ]
    return _wrap(
        facts,
        "proof",
        style,
        letters.definitions(title, str(facts.year), facts.letters),
        "".join(body),
    )


def _bevel() -> str:
    outer, inner = octagon(117), octagon(106)
    # One plate under all faces: where two meet, their soft edges would let the ground through.
    faces = [f'<path fill="{srgb(0.665, 0.102, 84)}" d="{polygon(octagon(116.5))}"/>']
    for i, (lightness, chroma) in enumerate(BEVEL):
        face = polygon((outer[i], outer[(i + 1) % 8], inner[(i + 1) % 8], inner[i]))
        faces.append(f'<path fill="{srgb(lightness, chroma, 84)}" d="{face}"/>')
    return "".join(faces)


def _struck(facts: Facts, small: bool, hairlines: bool, across: str) -> str:
    color = inks(facts)
    bold, fine = MOTIFS[facts.motif](facts.seed)
    title = letters.inscription(facts)
    style = (
        f".s{{fill:none;stroke-linejoin:round;stroke-linecap:round}}.c{{stroke:{ENGRAVING}}}"
        f".m{{stroke:{LINES};stroke-width:2.5}}.li{{stroke:{LINES}}}.lf{{fill:{LINES}}}"
        + _small_rules(small, rule="", more=".en{r:90px}")
    )
    brass = ((0, srgb(0.90, 0.065, 88)), (0.5, srgb(0.79, 0.095, 84.5)), (1, srgb(0.70, 0.1, 79.6)))
    stops = "".join(f'<stop offset="{offset:g}" stop-color="{shade}"/>' for offset, shade in brass)
    definitions = (
        f'<linearGradient id="b" x1="0" y1="0" x2=".7" y2="1">{stops}</linearGradient>'
        f'<radialGradient id="e" cx=".4" cy=".3" r=".85"><stop offset="0" stop-color="{color.enamel}"/>'
        f'<stop offset="1" stop-color="{color.enamel_deep}"/></radialGradient>'
        + letters.definitions(title, str(facts.year), facts.letters, across)
        + f'<g id="r">{letters.ring(title, facts.year)}</g>'
    )
    guilloche = "".join(circle(radius) for radius in (77.5, 79, 80.5, 96, 97.2))
    body = [
        _bevel(),
        f'<path fill="url(#b)" d="{polygon(octagon(106))}"/>',
        f'<path class="s c" stroke-width=".9" d="{polygon(octagon(117))}"/>',
        f'<path class="s c thin" stroke-width=".6" d="{polygon(octagon(105))}"/>',
        f'<path class="s c fine" stroke-width=".4" opacity=".35" d="{guilloche}"/>'
        if hairlines
        else "",
        f'<g class="ring"><use href="#r" fill="{GLINT}" transform="translate(.5 .7)"/>'
        f'<use href="#r" fill="{ENGRAVING}"/></g>',
        f'<circle class="en" cx="120" cy="120" r="{90 if small else 74.5}" fill="url(#e)"/>',
        f'<circle class="s c en" cx="120" cy="120" r="{90 if small else 74.5}" stroke-width="1.6"/>',
        '<circle class="s li fine" cx="120" cy="120" r="71.5" stroke-width=".6"/>',
        f'<path class="s li fine" stroke-width=".45" opacity=".38" d="{ground.rosettes(facts.seed)}"/>',
        _core(
            small,
            f'<circle class="fine" cx="120" cy="106" r="47" fill="{color.enamel}" opacity=".72"/>'
            f'<path class="s m" d="{bold}"/><path class="s li fine" stroke-width="1" d="{fine}"/>'
            f'<path class="fine" fill="{color.enamel_deep}" d="{PLATE}"/>'
            f'<g class="lf">{letters.issuer(facts.letters)}</g>',
        ),
        _band(across) if across else "",
    ]
    said = f"struck, {escape(across)}" if across else "struck"
    return _wrap(facts, said, style, definitions, "".join(body))


def _band(word: str) -> str:
    """The hallmark fades, and a word stands across it, large enough to be read where the picture is small."""
    return (
        f'<path fill="#fff" opacity=".62" d="{polygon(octagon(117.5))}"/>'
        f'<path fill="{BAND}" d="{BAND_SHAPE}"/><g fill="#fff">{letters.band(word)}</g>'
    )
