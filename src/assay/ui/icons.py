"""The icons of the house: 24 by 24, drawn in strokes, in the color of the text they stand beside."""

from functools import cache

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

#: The house's own shape: a coin's blank, cut.
OCTAGON = "M8.3 3h7.4L21 8.3v7.4L15.7 21H8.3L3 15.7V8.3z"

SHAPES: dict[str, str] = {
    "add": '<path d="M12 5v14M5 12h14"/>',
    "alert": '<path d="M12 4 21 19.5H3z"/><path d="M12 10v4.5M12 17v.1"/>',
    "arrow": '<path d="M5 12h14m-5-5 5 5-5 5"/>',
    "audio": '<rect x="9" y="3.5" width="6" height="11" rx="3"/><path d="M5.5 11.5a6.5 6.5 0 0 0 13 0M12 18v3"/>',
    "back": '<path d="M19 12H5m5-5-5 5 5 5"/>',
    "badge": f'<path d="{OCTAGON}"/><path d="m8.5 12.2 2.5 2.5 4.5-5"/>',
    "calendar": '<rect x="4" y="5.5" width="16" height="14.5" rx="1.5"/><path d="M4 10h16M8.5 3.5v4M15.5 3.5v4"/>',
    "captions": '<rect x="3.5" y="5.5" width="17" height="13" rx="2"/>'
    '<path d="M10.5 10.5c-2-1.5-3.5 0-3.5 1.5s1.5 3 3.5 1.5M17 10.5c-2-1.5-3.5 0-3.5 1.5s1.5 3 3.5 1.5"/>',
    "chart": '<path d="M4.5 4v16H20M8.5 16v-4M12.5 16V8M16.5 16v-6"/>',
    "check": '<path d="m5 12.5 4.5 4.5L19 7.5"/>',
    "circle": '<circle cx="12" cy="12" r="7.5"/>',
    "clock": '<circle cx="12" cy="12" r="8.5"/><path d="M12 7v5l3.5 2"/>',
    "close": '<path d="m6 6 12 12M18 6 6 18"/>',
    "comment": '<path d="M4.5 5.5h15v10.5H12l-4.5 4v-4h-3z"/>',
    "copy": '<rect x="8.5" y="8.5" width="11" height="11" rx="1.5"/><path d="M5 15.5H4.5v-11h11V5"/>',
    "document": '<path d="M6 3.5h8l4.5 4.5v12.5H6z"/><path d="M13.5 3.5V8.5h5M9 13h6.5M9 16.5h6.5"/>',
    "download": '<path d="M12 4v11m-4.5-4L12 15.5l4.5-4.5M5 19.5h14"/>',
    "edit": '<path d="m5 19 .8-3.8L16 5l3 3L8.8 18.2zM14 7l3 3"/>',
    "external": '<path d="M13.5 4.5h6v6M19.5 4.5l-8.5 8.5M17 14v5.5H4.5V7H10"/>',
    "eye": '<path d="M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12z"/>'
    '<circle cx="12" cy="12" r="3"/>',
    "flag": '<path d="M6 21V4M6 4.5h11.5L15 8.5l2.5 4H6"/>',
    "half": '<circle cx="12" cy="12" r="7.5"/><path d="M12 4.5v15M12 4.5a7.5 7.5 0 0 1 0 15" fill="currentColor"/>',
    "image": '<rect x="3.5" y="5" width="17" height="14" rx="1.5"/><circle cx="9" cy="10" r="1.6"/>'
    '<path d="m5 18 5-4.5 3 2.5 3-3.5 4 4.5"/>',
    "info": '<circle cx="12" cy="12" r="8.5"/><path d="M12 11v5.5M12 7.6v.1"/>',
    "link": '<path d="M10 14a3.5 3.5 0 0 0 5 0l4-4a3.5 3.5 0 0 0-5-5l-1.5 1.5"/>'
    '<path d="M14 10a3.5 3.5 0 0 0-5 0l-4 4a3.5 3.5 0 0 0 5 5l1.5-1.5"/>',
    "lock": '<rect x="5.5" y="11" width="13" height="9" rx="1.5"/><path d="M8.5 11V8a3.5 3.5 0 0 1 7 0v3"/>',
    "mail": '<rect x="3.5" y="5.5" width="17" height="13" rx="1.5"/><path d="m4 7 8 6 8-6"/>',
    "minus": '<path d="M5 12h14"/>',
    "no": '<circle cx="12" cy="12" r="8.5"/><path d="m6 6 12 12"/>',
    "pause": '<path d="M9 6v12M15 6v12"/>',
    "people": '<circle cx="9" cy="8.5" r="3"/>'
    '<path d="M3.5 19c.5-3.5 2.6-5 5.5-5s5 1.5 5.5 5M16 6a3 3 0 0 1 0 5.5M17 14.3c2 .6 3.2 2.1 3.5 4.7"/>',
    "person": '<circle cx="12" cy="8" r="3.5"/><path d="M5 20c.6-4 3-6 7-6s6.4 2 7 6"/>',
    "play": '<path d="M8 5.5v13l10.5-6.5z"/>',
    "print": '<path d="M7 8.5v-5h10v5M7 17H4V8.5h16V17h-3M7 14h10v6.5H7z"/>',
    "question": '<circle cx="12" cy="12" r="8.5"/><path d="M9.5 9.5a2.5 2.5 0 1 1 3.5 2.3c-.7.4-1 .8-1 1.7"/>'
    '<path d="M12 16.5v.1"/>',
    "search": '<circle cx="11" cy="11" r="6.5"/><path d="m16 16 4.5 4.5"/>',
    "share": '<circle cx="6" cy="12" r="2.5"/><circle cx="17.5" cy="5.5" r="2.5"/>'
    '<circle cx="17.5" cy="18.5" r="2.5"/><path d="m8.2 10.8 7.1-4.1M8.2 13.2l7.1 4.1"/>',
    "shield": '<path d="M12 3.5 19 6v5.5c0 4.5-2.8 7.4-7 9-4.2-1.6-7-4.5-7-9V6z"/><path d="m8.7 12 2.3 2.3 4.3-4.6"/>',
    "shield-no": '<path d="M12 3.5 19 6v5.5c0 4.5-2.8 7.4-7 9-4.2-1.6-7-4.5-7-9V6z"/>'
    '<path d="m9.5 9.5 5 5M14.5 9.5l-5 5"/>',
    "shield-question": '<path d="M12 3.5 19 6v5.5c0 4.5-2.8 7.4-7 9-4.2-1.6-7-4.5-7-9V6z"/>'
    '<path d="M10 9.7a2 2 0 1 1 2.8 1.9c-.6.3-.8.7-.8 1.4M12 15.7v.1"/>',
    "undo": '<path d="M9 5 4.5 9.5 9 14M5 9.5h9a5 5 0 0 1 0 10h-3"/>',
    "upload": '<path d="M12 16V5m-4.5 4L12 4.5 16.5 9M5 19.5h14"/>',
    "video": '<rect x="3.5" y="6" width="12" height="12" rx="1.5"/><path d="m15.5 10.5 5-3v9l-5-3"/>',
    "volume": '<path d="M4.5 9.5v5H8l4.5 4v-13L8 9.5zM16 9a4 4 0 0 1 0 6"/>',
}

# The mark of a level is an assay sample: full, half, outline. They differ in fill, so gray print keeps them apart.
LEVEL_MARKS: dict[str, str] = {
    "demonstrated": f'<path d="{OCTAGON}" fill="currentColor"/>'
    '<path d="m7.8 12.3 3 3 5.6-6.3" fill="none" stroke="var(--surface)" stroke-width="2.2"/>',
    "almost": f'<path d="{OCTAGON}" fill="none" stroke="currentColor" stroke-width="1.9"/>'
    '<path d="M3 15.7V12h18v3.7L15.7 21H8.3z" fill="currentColor"/>',
    "not_yet": f'<path d="{OCTAGON}" fill="none" stroke="currentColor" stroke-width="1.9"/>',
}


@cache
def icon(name: str, *, extra_class: str = "") -> SafeString:
    """Draw an icon, hidden from assistive technology: the words beside it carry the meaning.

    Raises KeyError for a name that is not in `SHAPES`, so that a misspelling is seen on the first run.
    """
    classes = f"icon {extra_class}".strip()
    shape = mark_safe(SHAPES[name])  # noqa: S308 -- a constant of this module
    return format_html(
        '<svg class="{}" viewBox="0 0 24 24" aria-hidden="true">{}</svg>', classes, shape
    )


def level_mark(level: str) -> SafeString:
    """Draw the mark of a level: `demonstrated`, `almost` or `not_yet`."""
    shape = mark_safe(LEVEL_MARKS[level])  # noqa: S308 -- a constant of this module
    return format_html('<svg viewBox="0 0 24 24" aria-hidden="true">{}</svg>', shape)
