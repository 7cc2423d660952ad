"""The words for people's work: what profiles offer and catalogs file under. Values are the catalog's own.

A catalog may use values that are not here; `label` then reads the value itself.
"""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = dict[str, str | Promise]

JOBS: Words = {
    "teacher": _("Teacher"),
    "special-education-teacher": _("Special education teacher"),
    "esl-teacher": _("ESL teacher"),
    "interventionist": _("Interventionist"),
    "instructional-coach": _("Instructional coach"),
    "technology-coach": _("Technology coach"),
    "mentor-teacher": _("Mentor teacher"),
    "teacher-leader": _("Teacher leader"),
    "department-chair": _("Department chair"),
    "librarian": _("Librarian"),
    "counselor": _("Counselor"),
    "speech-language-pathologist": _("Speech-language pathologist"),
    "school-psychologist": _("School psychologist"),
    "paraprofessional": _("Paraprofessional"),
    "substitute": _("Substitute teacher"),
    "office-staff": _("Office staff"),
    "principal": _("Principal"),
    "assistant-principal": _("Assistant principal"),
    "department-director": _("Department director"),
    "assistant-superintendent": _("Assistant superintendent"),
    "superintendent": _("Superintendent"),
}

CAREER_STAGES: Words = {
    "early": _("Early career (first three years)"),
    "established": _("Established"),
    "teacher-leader": _("Teacher leader"),
    "administrator": _("Administrator"),
}

GRADE_BANDS: Words = {
    "PK": _("Pre-kindergarten"),
    "K-2": _("Grades K to 2"),
    "3-5": _("Grades 3 to 5"),
    "6-8": _("Grades 6 to 8"),
    "9-12": _("Grades 9 to 12"),
    "district": _("District-wide"),
}

SUBJECTS: Words = {
    "ela": _("English language arts"),
    "mathematics": _("Mathematics"),
    "science": _("Science"),
    "social-studies": _("Social studies"),
    "world-languages": _("World languages"),
    "arts": _("Arts and music"),
    "physical-education": _("Physical education and health"),
    "cte": _("Career and technical education"),
    "computer-science": _("Computer science"),
    "esl": _("ESL"),
    "special-education": _("Special education"),
    "elementary": _("Elementary (several subjects)"),
}

KINDS: dict[str, Words] = {
    "role": JOBS,
    "career_stage": CAREER_STAGES,
    "grade_band": GRADE_BANDS,
    "subject": SUBJECTS,
}


def label(kind: str, value: str) -> str:
    """A value in words: "9-12" -> "Grades 9 to 12"; one that is not listed, with its hyphens as spaces."""
    found = KINDS.get(kind, {}).get(value)
    return str(found) if found else value.replace("-", " ").replace("_", " ").capitalize()


def choices(kind: str, current: str = "") -> list[tuple[str, str | Promise]]:
    """For a form: nothing, the listed values, and the one that is set if it is not among them (from a roster)."""
    words = KINDS[kind]
    extra = [(current, label(kind, current))] if current and current not in words else []
    return [("", _("Rather not say")), *words.items(), *extra]
