"""The schema's words as people read them. A word the program does not know is shown as it stands, with spaces."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from assay.lib.wording import before_word
from assay.people import occupations

ROLES: dict[str, Any] = occupations.JOBS
CAREER_STAGES: dict[str, Any] = occupations.CAREER_STAGES
GRADE_BANDS: dict[str, Any] = occupations.GRADE_BANDS
SUBJECTS: dict[str, Any] = {"all": gettext_lazy("All subjects"), **occupations.SUBJECTS}
HOURS: dict[str, Any] = {
    "short": gettext_lazy("Up to 8 hours"),
    "medium": gettext_lazy("9 to 12 hours"),
    "long": gettext_lazy("More than 12 hours"),
}
#: The five elements by which programs are judged (C11), as far as a micro-credential shows each.
ELEMENTS: dict[str, Any] = {
    "content": gettext_lazy("Content: designed with another organization"),
    "feedback": gettext_lazy("Feedback: every level of its rubric in words"),
    "portfolio": gettext_lazy("Portfolio: students’ work among the evidence"),
    "research": gettext_lazy("Research: two sources or more"),
    "careers": gettext_lazy("Careers: counts toward a stack"),
}
ITEM_TYPES: dict[str, Any] = {
    "video": pgettext_lazy("evidence", "video"),
    "audio": pgettext_lazy("evidence", "audio"),
    "student_work": pgettext_lazy("evidence", "student work"),
    "lesson_plan": pgettext_lazy("evidence", "lesson plan"),
    "data_display": pgettext_lazy("evidence", "table or graph"),
    "document": pgettext_lazy("evidence", "document"),
    "slides": pgettext_lazy("evidence", "slides"),
    "observation_record": pgettext_lazy("evidence", "observation record"),
    "image": pgettext_lazy("evidence", "picture"),
    "web_link": pgettext_lazy("evidence", "web address"),
    "quiz": pgettext_lazy("evidence", "quiz"),
}
#: What the template calls the parts, and what readers read where an author left it so.
PART_TITLES: dict[str, tuple[str, Any]] = {
    "part1": ("Overview", pgettext_lazy("part", "Overview")),
    "part2": ("Work samples", pgettext_lazy("part", "Work samples")),
    "part3": ("Reflection", pgettext_lazy("part", "Reflection")),
}
RESOURCE_TYPES: dict[str, Any] = {
    "template": pgettext_lazy("resource", "template"),
    "website": pgettext_lazy("resource", "website"),
    "reading": pgettext_lazy("resource", "reading"),
    "protocol": pgettext_lazy("resource", "protocol"),
    "module": pgettext_lazy("resource", "module"),
    "framework": pgettext_lazy("resource", "framework"),
    "guide": pgettext_lazy("resource", "guide"),
    "checklist": pgettext_lazy("resource", "checklist"),
    "video": pgettext_lazy("resource", "video"),
    "audio": pgettext_lazy("resource", "audio"),
    "example": pgettext_lazy("resource", "example"),
    "survey": pgettext_lazy("resource", "survey"),
    "tool": pgettext_lazy("resource", "tool"),
}
LEVELS: dict[str, Any] = {
    "demonstrated": pgettext_lazy("level", "Demonstrated"),
    "almost": pgettext_lazy("level", "Almost"),
    "not_yet": pgettext_lazy("level", "Not yet"),
}
CATEGORIES: dict[str, Any] = {
    "pedagogy": gettext_lazy("pedagogy"),
    "assessment": gettext_lazy("assessment"),
    "students-with-disabilities": gettext_lazy("students with disabilities"),
    "leadership": gettext_lazy("leadership"),
    "collaboration": gettext_lazy("collaboration"),
    "multilingual-learners": gettext_lazy("multilingual students"),
    "technology": gettext_lazy("technology"),
    "personalized-learning": gettext_lazy("personalized learning"),
    "classroom-management": gettext_lazy("classroom management"),
    "coaching": gettext_lazy("coaching"),
    "safety": gettext_lazy("safety"),
    "data-literacy": gettext_lazy("data literacy"),
    "school-law": gettext_lazy("school law"),
    "ethics": gettext_lazy("ethics"),
}
CREDIT_UNITS: dict[str, Any] = {
    "CEU": "CEU",
    "CPE": "CPE",
    "PDP": "PDP",
    "PLU": "PLU",
    "semester-credit": gettext_lazy("semester credit"),
}
#: File formats as an author picks them; endings stand in brackets where several share a word.
FORMATS: dict[str, Any] = {
    "pdf": "PDF",
    "docx": "Word",
    "odt": "OpenDocument (odt)",
    "txt": gettext_lazy("Plain text (txt)"),
    "md": gettext_lazy("Plain text (md)"),
    "pptx": "PowerPoint",
    "odp": "OpenDocument (odp)",
    "xlsx": "Excel",
    "ods": "OpenDocument (ods)",
    "csv": gettext_lazy("Table (csv)"),
    "epub": gettext_lazy("E-book (epub)"),
    "png": gettext_lazy("Picture (png)"),
    "jpg": gettext_lazy("Picture (jpg)"),
    "jpeg": gettext_lazy("Picture (jpeg)"),
    "webp": gettext_lazy("Picture (webp)"),
    "heic": gettext_lazy("Picture (heic)"),
    "mp4": gettext_lazy("Video (mp4)"),
    "mov": gettext_lazy("Video (mov)"),
    "webm": gettext_lazy("Video (webm)"),
    "m4a": gettext_lazy("Audio (m4a)"),
    "mp3": gettext_lazy("Audio (mp3)"),
    "wav": gettext_lazy("Audio (wav)"),
    "url": gettext_lazy("Web address"),
}
_FORMATS = {
    "pdf": "PDF",
    "docx": "Word",
    "odt": "OpenDocument",
    "xlsx": "Excel",
    "ods": "OpenDocument",
    "pptx": "PowerPoint",
    "odp": "OpenDocument",
    "csv": "CSV",
    "epub": "EPUB",
    "txt": "text",
    "md": "text",
}
_PICTURES, _VIDEO, _AUDIO = (
    {"png", "jpg", "jpeg", "webp", "heic"},
    {"mp4", "mov", "webm"},
    {"m4a", "mp3", "wav"},
)


def label(words: dict[str, Any], value: str) -> str:
    """The word for a value; a value from outside the list with its hyphens as spaces."""
    return str(words[value]) if value in words else value.replace("-", " ").replace("_", " ")


def listing(words: list[str], *, last: str = "") -> str:
    """Words in a row: "a, b or c"."""
    if len(words) < 2:
        return "".join(words)
    return _("%(first)s %(or)s %(last)s") % {
        "first": ", ".join(words[:-1]),
        "or": before_word(last or _("or"), words[-1]),
        "last": words[-1],
    }


def formats(extensions: tuple[str, ...]) -> str:
    """File formats as people call them: "PDF, Word or picture"."""
    found: list[str] = []
    for extension in extensions:
        if extension == "url":
            word = _("web address")
        elif extension in _PICTURES:
            word = _("picture")
        elif extension in _VIDEO:
            word = _("video")
        elif extension in _AUDIO:
            word = _("audio")
        else:
            word = _FORMATS.get(extension, extension.upper())
        if word not in found:
            found.append(word)
    return listing(found)


def minutes(n: int) -> str:
    return ngettext("%(n)d minute", "%(n)d minutes", n) % {"n": n}


def hours_band(typical: int) -> str:
    return "short" if typical <= 8 else "medium" if typical <= 12 else "long"


def usual_part_title(part: str, given: str) -> str:
    """What the reader calls a part that its author left under the template's name; "" where they named it."""
    usual, said = PART_TITLES[part]
    return str(said) if given.strip() in ("", usual) else ""
