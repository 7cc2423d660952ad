"""The components of the house: `{% load ui %}`. Each one is shown, with its rules, on /ui/patterns/."""

import datetime
import html
import json
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from functools import cache, lru_cache
from typing import Any

from django import template
from django.conf import settings
from django.forms import BaseForm
from django.forms.boundfield import BoundField
from django.template.context import Context
from django.template.loader import render_to_string
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext as _

from assay.lib.http import typed
from assay.lib.ids import token
from assay.lib.levels import LEVELS
from assay.ui import fields, icons, markdown, page_parts, slots, words
from assay.ui.appearance import program_name
from assay.ui.charts import Chart
from assay.ui.http import is_our_form, sign_in_address
from assay.ui.templatetags import lists

register = template.Library()
register.tags.update(page_parts.register.tags)
register.filters.update(page_parts.register.filters)
register.tags.update(lists.register.tags)

#: Pictures of figures that are kept as they were drawn last.
MOST_CHARTS = 200
STATUS_ICONS = {
    "done": "check",
    "now": "half",
    "waiting": "clock",
    "todo": "circle",
    "earned": "badge",
    "late": "alert",
}
NOTICE_ICONS = {"info": "info", "success": "check", "warn": "alert", "error": "alert"}
VERDICT_ICONS = {"genuine": "shield", "unknown": "shield-question", "refused": "shield-no"}
# Verdicts with a picture of their own; any other is shown by its kind.
VERDICT_PICTURES = {
    "no-badge": "search",
    "unsigned": "edit",
    "revoked": "no",
    "suspended": "pause",
    "expired": "clock",
    "not-yet-valid": "calendar",
    "someone-else": "people",
    "superseded": "copy",
    "unvouched": "person",
}
STEP_ICONS = {"passed": "check", "failed": "close", "unknown": "question", "note": "info"}
# What Django's message levels are called here.
NOTICE_KINDS = {"debug": "info", "warning": "warn"}


def level_word(value: str) -> str:
    """Name a level in the reader's language."""
    return str(_LEVEL_WORDS[value])


_LEVEL_WORDS = {
    "demonstrated": pgettext_lazy("level", "Demonstrated"),
    "almost": pgettext_lazy("level", "Almost"),
    "not_yet": pgettext_lazy("level", "Not yet"),
}


# --- marks -----------------------------------------------------------------------------------------------------------


@register.simple_tag
def icon(name: str, extra_class: str = "") -> SafeString:
    """Draw an icon beside words that say the same."""
    return icons.icon(name, extra_class=extra_class)


@register.simple_tag
def level(value: str | None, tag: bool = False) -> SafeString:
    """Show a level: word, mark and color; `tag` on washed ground, where it stands alone. None shows nothing."""
    value = str(value).replace("-", "_") if value else ""
    return _level(value, tag, get_language()) if value in LEVELS else SafeString("")


@cache
def _level(value: str, tag: bool, language: str | None) -> SafeString:
    """A level in the language that is active, drawn once."""
    classes = f"level {value.replace('_', '-')}{' tag' if tag else ''}"
    mark = icons.level_mark(value)
    return format_html('<span class="{}">{}{}</span>', classes, mark, level_word(value))


@register.inclusion_tag("ui/hallmark_img.html")
def hallmark_img(src: str, title: str = "", struck: bool = False, size: str = "") -> dict[str, Any]:
    """Show a hallmark by its address. Leave the title out where it is written beside: the picture is then silent."""
    return {"src": src, "title": title, "struck": struck, "size": size.removesuffix("rem")}


@register.simple_tag
def status_mark(kind: str, text: str) -> SafeString:
    """Show where something stands: done, now, waiting, todo, late or earned (the only one in brass)."""
    drawn = icons.icon(STATUS_ICONS[kind])
    return format_html('<span class="status {}">{}{}</span>', kind, drawn, text)


@register.inclusion_tag("ui/meter.html")
def meter(
    value: float, max: float, label: str, earned: bool = False, text: str = "", show: bool = False
) -> dict[str, Any]:
    """Show how much of a whole is there; brass only where it has been earned."""
    return {
        "value": value,
        "max": max,
        "label": label,
        "earned": earned,
        "text": text,
        "show": show,
    }


@register.simple_tag
def chart(chart: Chart) -> SafeString:
    """Show a picture of figures with its sentence and its table."""
    return _chart(chart, get_language())


@lru_cache(maxsize=MOST_CHARTS)
def _chart(chart: Chart, _language: str | None) -> SafeString:
    """As one sees it in the language that is active: drawn once for these figures."""
    return mark_safe(render_to_string("ui/chart.html", {"chart": chart}))  # noqa: S308 (a template of ours)


@register.simple_tag
def press() -> SafeString:
    """Mark a form as it is shown, in a hidden field: sent twice, its verb makes one thing (`press=` of `share`)."""
    return format_html('<input type="hidden" name="press" value="{}">', token())


@register.simple_tag
def monogram(name: str) -> SafeString:
    """Show a person's initials in the house shape; hidden from assistive technology, as the name stands beside it."""
    letters = "".join(
        part[0] for part in str(name).split()[:1] + str(name).split()[1:][-1:]
    ).upper()
    return format_html('<span class="monogram" aria-hidden="true">{}</span>', letters or "·")


# --- frames ----------------------------------------------------------------------------------------------------------


@register.simple_block_tag
def panel(
    content: str, title: str = "", level: int = 2, id: str = "", extra_class: str = ""
) -> str:
    """Frame a matter of its own on the page, under a heading of the level that fits."""
    context = {
        "content": content,
        "title": title,
        "level": level,
        "id": id,
        "extra_class": extra_class,
    }
    return render_to_string("ui/panel.html", context)


@register.simple_block_tag
def notice(content: str, kind: str = "info", live: bool = False) -> str:
    """Say something beside what it is about: info, success, warn or error."""
    kind = NOTICE_KINDS.get(kind, kind)
    kind = kind if kind in NOTICE_ICONS else "info"
    return render_to_string(
        "ui/notice.html",
        {"content": content, "kind": kind, "icon": NOTICE_ICONS[kind], "live": live},
    )


@register.simple_block_tag(takes_context=True)
def confirm(
    context: Context,
    content: str,
    text: str,
    press: str = "",
    action: str = "",
    title: str = "",
    danger: bool = False,
    primary: bool = False,
    form: str = "",
    open: bool = False,
    keep: str = "",
) -> str:
    """Ask for a second press before something leaves the house; the content says what is about to happen."""
    plain: dict[str, str | bool] = {"text": text, "press": press or text}
    plain |= {"danger": bool(danger), "primary": bool(primary), "open": bool(open)}
    return slots.drawn(
        "ui/confirm.html",
        plain,
        content=content,
        action=action,
        title=title,
        form=form,
        keep=keep,
        csrf_token=str(context.get("csrf_token", "")),
    )


@register.inclusion_tag("ui/empty.html")
def empty(
    title: str, text: str = "", action_url: str = "", action_text: str = "", level: int = 2
) -> dict[str, Any]:
    """Say what will be here, and the one thing to do now."""
    return {
        "title": title,
        "text": text,
        "action_url": action_url,
        "action_text": action_text,
        "level": level,
    }


@register.simple_tag(takes_context=True)
def slot(context: Context, name: str, subject: Any = None) -> SafeString:
    """Show what later rooms have to say here; nothing when none has."""
    frame = {name: context.get(name) for name in ("request", "user", "csrf_token", "base_url")}
    found = slots.fillings(name, getattr(context.get("request"), "user", None), subject)
    # Within the page's own context: the frame of the page is worked out once, not once a filling.
    engine = context.template.engine  # type: ignore[union-attr]  # bound while it renders
    rendered = (
        _alone(template, get_language() or "", tuple(filling.items()))
        if slots.stands_alone(template) and not settings.DEBUG
        else engine.get_template(template).render(context.new(frame | filling))
        for template, filling in found
    )
    return mark_safe("".join(rendered))  # noqa: S308


@lru_cache(maxsize=500)
def _alone(template: str, language: str, values: tuple[tuple[str, Any], ...]) -> str:
    """A filling that hangs on plain values alone, as it is in the language that is active."""
    return render_to_string(template, dict(values))


# --- forms -----------------------------------------------------------------------------------------------------------


@register.inclusion_tag("ui/field.html")
def field(
    bound: BoundField,
    label: str = "",
    hint: str = "",
    width: str = "",
    autocomplete: str = "",
    inputmode: str = "",
    rows: int | str = "",
    placeholder: str = "",
    words: int | str = "",
) -> dict[str, Any]:
    """Show a form field: label above, hint, error, control. `width` is short or tiny; `words` adds a word counter."""
    attrs = {
        "autocomplete": autocomplete,
        "inputmode": inputmode,
        "rows": str(rows),
        "placeholder": placeholder,
    }
    found = {name: value for name, value in attrs.items() if value}
    if rows:
        found["data-autosize"] = ""
    return {
        "field": bound,
        "part": fields.parts(bound, label=label, hint=hint, attrs=found),
        "width": width,
        "words": words,
    }


@register.inclusion_tag("ui/error_summary.html")
def form_errors(form: BaseForm | None) -> dict[str, Any]:
    """List what needs another look, each linked to its field; takes the focus when the page comes back."""
    if form is None or not form.is_bound:
        return {"errors": []}
    found = [("", str(error)) for error in form.non_field_errors()]
    found += [
        (fields.first_id(bound), str(error))
        for bound in form.visible_fields()
        for error in fields.messages(bound)
    ]
    found += [("", str(error)) for bound in form.hidden_fields() for error in bound.errors]
    return {"errors": found}


@register.simple_tag
def submit_button(
    text: str,
    kind: str = "primary",
    name: str = "",
    value: str = "",
    large: bool = False,
    form: str = "",
) -> SafeString:
    """Show the button that sends a form; one primary on a page, `kind=""` for the second way, `danger` for an end."""
    plain: dict[str, str | bool] = {"text": text, "kind": kind, "large": bool(large)}
    return slots.drawn("ui/submit_button.html", plain, name=name, value=str(value), form=form)


@register.simple_tag
def saved_line(saved_at: datetime.datetime | None = None) -> SafeString:
    """Say in few words how it stands with what is typed in the page's form[data-keep]."""
    if saved_at is None:
        return _filled("ui/saved_line.html")
    return _filled("ui/saved_line.html", time=words.clock_time(saved_at))


@register.simple_tag(takes_context=True)
def saving(context: Context) -> SafeString:
    """Say and offer what can be done where typed words could not be saved; stands inside a form[data-keep]."""
    return _filled("ui/saving.html", sign_in=sign_in_address(context["request"]))


def _filled(name: str, **values: str) -> SafeString:
    """A template that takes nothing but these values: rendered once for each language, with holes in their places."""
    make = _pieces.__wrapped__ if settings.DEBUG else _pieces
    parts = [*make(name, get_language(), *values)]
    for place in range(1, len(parts), 2):
        parts[place] = conditional_escape(values[parts[place]])
    return mark_safe("".join(parts))  # noqa: S308 (a template of ours, and what was escaped just now)


@cache
def _pieces(name: str, language: str | None, *values: str) -> list[str]:
    return slots.cut(render_to_string(name, {value: slots.hole(value) for value in values}))


@register.inclusion_tag("ui/typed.html", takes_context=True)
def typed_words(context: Context) -> dict[str, Any]:
    """Show what a refused form carried, for copying: on each page that answers a form without having it."""
    request = context.get("request")
    return {"typed": typed(request) if request is not None and is_our_form(request) else []}


@register.inclusion_tag("ui/word_counter.html")
def word_counter(for_id: str, max: int | None = None, min: int | None = None) -> dict[str, Any]:
    """Count the words of a text area as they are typed; without script it says the limit."""
    return {"for_id": for_id, "max": max, "min": min}


# --- lists -----------------------------------------------------------------------------------------------------------


# --- judging and checking --------------------------------------------------------------------------------------------


@register.inclusion_tag("ui/rubric_table.html")
def rubric_table(criteria: Iterable[Any], caption: str = "", language: str = "") -> dict[str, Any]:
    """Show a whole rubric: criteria with title, part, essential, impact, and descriptors by level.

    `language` is that of its author; none where it is the page's.
    """
    rows = []
    for criterion in criteria:
        described = _get(criterion, "descriptors") or {}
        rows.append(
            {
                "title": _get(criterion, "title"),
                "notes": _criterion_notes(criterion),
                "levels": [
                    {"level": name, "text": _descriptor(described, name)} for name in LEVELS
                ],
            }
        )
    return {
        "rows": rows,
        "levels": LEVELS,
        "language": language,
        "caption": caption or _("Rubric: each criterion at three levels"),
    }


def _get(holder: Any, name: str) -> Any:
    return holder.get(name) if isinstance(holder, Mapping) else getattr(holder, name, None)


def _descriptor(described: Any, name: str) -> str:
    return str(_get(described, name) or _get(described, name.replace("_", "-")) or "")


def _criterion_notes(criterion: Any) -> str:
    part = _get(criterion, "part")
    notes = []
    if part:
        notes.append(_("Part %(number)s") % {"number": part} if str(part).isdigit() else str(part))
    if _get(criterion, "essential"):
        notes.append(_("essential"))
    if _get(criterion, "impact"):
        notes.append(_("effect on students"))
    return ", ".join(notes)


@register.inclusion_tag("ui/public_meta.html")
def public_meta(
    title: str = "", description: str = "", path: str = "", kind: str = "WebPage", image: str = ""
) -> dict[str, Any]:
    """What search engines and other sites show of a public page: description, OpenGraph, schema.org.

    `path` is its address here, without which nothing but the description is said; `kind` a type of schema.org.
    """
    text = " ".join(str(description).split())
    told = text if len(text) <= 300 else f"{text[:299].rstrip()}…"
    url = f"{settings.BASE_URL}{path}" if path else ""
    return {
        "title": title,
        "description": told,
        "url": url,
        "image": image,
        "program_name": program_name(),
        "facts": _facts(str(title), told, url, kind, image) if url else "",
    }


def _facts(title: str, description: str, url: str, kind: str, image: str) -> SafeString:
    """JSON-LD for a data block: no sign in it can end the block or open another."""
    program = {"@type": "EducationalOrganization", "name": program_name()}
    facts: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": kind,
        "name": title,
        "url": url,
    }
    facts |= {"description": description} if description else {}
    facts |= {"image": image} if image else {}
    if kind == "EducationalOccupationalCredential":
        facts |= {"credentialCategory": "Microcredential", "recognizedBy": program}
    elif kind != "EducationalOrganization":
        facts["publisher"] = program
    written = json.dumps(facts, ensure_ascii=False)
    for sign, instead in (("<", "\\u003c"), (">", "\\u003e"), ("&", "\\u0026")):
        written = written.replace(sign, instead)
    return mark_safe(written)  # noqa: S308 (escaped above)


@register.inclusion_tag("ui/verdict.html")
def verdict(
    kind: str, title: str, text: str = "", level: int = 2, word: str = ""
) -> dict[str, Any]:
    """Say what a check found: genuine, unknown or refused; `word` is the verdict, which may have its own picture."""
    icon = VERDICT_PICTURES.get(word) or VERDICT_ICONS[kind]
    return {"kind": kind, "title": title, "text": text, "icon": icon, "level": level}


@register.inclusion_tag("ui/check_steps.html")
def check_steps(steps: Iterable[Any], level: int = 3) -> dict[str, Any]:
    """Show a check step by step: objects or dicts with status (passed, failed, unknown, note), title, text, detail."""
    rows = []
    for step in steps:
        status = str(_get(step, "status") or "note")
        rows.append(
            {
                "status": status,
                "icon": STEP_ICONS.get(status, "question"),
                "title": _get(step, "title"),
                "text": _get(step, "text") or "",
                "detail": _get(step, "detail") or "",
            }
        )
    return {"steps": rows, "level": level}


# --- words -----------------------------------------------------------------------------------------------------------


@register.filter("day")
def said_day(value: datetime.date | datetime.datetime | None, way: str = "") -> str:
    """Say a day or a moment in words, without mark-up: inside a sentence, in a letter. Ways: see `words.WAYS`."""
    say: Callable[[Any], str] = words.WAYS[way]
    return say(value) if value else ""


@register.simple_tag
def day(value: datetime.date | datetime.datetime | None, time: bool = False) -> SafeString:
    """Say a day: "Tuesday, December 8", with the year when it is not this one."""
    if value is None or value == "":
        return SafeString("")
    at = time and isinstance(value, datetime.datetime)
    text = words.moment(value) if at else words.day(value)  # type: ignore[arg-type]  # a moment has a time
    return SafeString(f'<time datetime="{value.isoformat()}">{html.escape(text)}</time>')


@register.simple_tag
def short_day(value: datetime.date | datetime.datetime | None) -> SafeString:
    """Say a day in a table: "Dec 8, 2026"."""
    if value is None or value == "":
        return SafeString("")
    text = html.escape(words.short_day(value))
    return SafeString(f'<time class="nowrap" datetime="{value.isoformat()}">{text}</time>')


@register.simple_tag
def hours(value: Decimal | float | None) -> str:
    """Say a duration given in hours: "about 8 hours"."""
    return words.hours(value)


@register.filter
def file_size(value: int | None) -> str:
    """Say the size of a file given in bytes: "812 MB"."""
    return words.file_size(value)


@register.filter(name="markdown")
def markdown_filter(value: str | None) -> SafeString:
    """Turn Markdown that somebody typed into safe HTML; put it in `<div class="prose">`."""
    return markdown.render(value or "")


@register.filter(name="level_word")
def level_word_filter(value: str | None) -> str:
    """Name a level in the reader's language; nothing for None."""
    value = str(value).replace("-", "_") if value else ""
    return level_word(value) if value in LEVELS else ""
