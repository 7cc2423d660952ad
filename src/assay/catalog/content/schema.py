"""The shapes of `mc-catalog/1` and `mc-stacks/1`."""

from django.utils.translation import gettext_lazy as _

from assay.lib.levels import LEVELS
from assay.lib.text.shapes import (
    Day,
    Flag,
    ListOf,
    Needed,
    Number,
    OneOf,
    OrNull,
    Record,
    Shape,
    Text,
    Whole,
)

CATALOG, STACKS = "mc-catalog/1", "mc-stacks/1"
STATUSES = ("draft", "in_review", "pilot", "published", "retiring", "retired")
GRADE_BANDS = ("PK", "K-2", "3-5", "6-8", "9-12", "district")
CAREER_STAGES = ("early", "established", "teacher-leader", "administrator")
ITEM_TYPES = (
    "video",
    "audio",
    "student_work",
    "lesson_plan",
    "data_display",
    "document",
    "slides",
    "observation_record",
    "image",
    "web_link",
    "quiz",
)
RESOURCE_TYPES = (
    "template",
    "website",
    "reading",
    "protocol",
    "module",
    "framework",
    "guide",
    "checklist",
    "video",
    "audio",
    "example",
    "survey",
    "tool",
)
FORMATS = (
    "pdf",
    "docx",
    "odt",
    "txt",
    "md",
    "pptx",
    "odp",
    "xlsx",
    "ods",
    "csv",
    "epub",
    "png",
    "jpg",
    "jpeg",
    "webp",
    "heic",
    "mp4",
    "mov",
    "webm",
    "m4a",
    "mp3",
    "wav",
    "url",
)
PARTS = ("part1", "part2", "part3")
RULES = ("all_demonstrated", "parts", "points_with_essentials")
ASSESSED_BY = ("experts", "holders")
#: One scale for the whole program (B8).
SCALE = [
    {"level": "demonstrated", "label": "Yes", "points": 2},
    {"level": "almost", "label": "Almost", "points": 1},
    {"level": "not_yet", "label": "Not yet", "points": 0},
]

SLUG = Text(
    most=80,
    line=True,
    pattern=r"[a-z0-9]+(-[a-z0-9]+)*",
    hint=_("Use small letters, digits and hyphens, as in “wait-time”."),
)
WORD = Text(
    most=60, line=True, pattern=r"[\w()./&-]+", hint=_("Use one word, with hyphens for spaces.")
)
IDENT = Text(
    most=30,
    line=True,
    pattern=r"[a-z][a-z0-9_-]*",
    hint=_("Use small letters and digits, as in “p1q1”."),
)
LINE = Text(most=200, line=True)
PROSE = Text(most=6000)
URL = Text(
    most=400,
    line=True,
    pattern=r"https?://[^\s<>\"]+",
    hint=_("Write an address that begins with https://."),
)
NUMBER = Text(
    most=10,
    line=True,
    pattern=r"[1-9]\d{0,3}\.\d{1,3}",
    hint=_('Write two numbers in quotes, as in "1.0".'),
)

PARTY = Record(
    {
        "id": (SLUG, "always"),
        "name": (LINE, "optional"),
        "role": (WORD, "optional"),
        "type": (WORD, "optional"),
    }
)
PROMPT = Record(
    {
        "id": (IDENT, "always"),
        "text": (Text(most=2000), "always"),
        "word_limit": (Whole(least=10, most=3000), "always"),
        "required": (Flag(), "optional"),
    }
)
ALTERNATIVES = ListOf(shape=OneOf(ITEM_TYPES), most=8, unique=".")
WRITTEN = Record(
    {
        "title": (LINE, "optional"),
        "purpose": (Text(most=600), "optional"),
        "prompts": (ListOf(shape=PROMPT, least=1, most=12, unique="id"), "strict"),
        "alternatives": (ALTERNATIVES, "optional"),
    }
)
LIMITS = Record(
    {
        "formats": (ListOf(shape=OneOf(FORMATS), least=1, most=20, unique="."), "strict"),
        "max_mb_each": (Whole(least=1, most=10_000), "strict"),
        "max_pages": (Whole(least=1, most=500), "optional"),
        "max_minutes_total": (Whole(least=1, most=600), "optional"),
        "max_words_each": (Whole(least=10, most=10_000), "optional"),
    }
)
COUNT = Record(
    {"min": (Whole(least=0, most=50), "always"), "max": (Whole(least=1, most=50), "always")}
)
ITEM = Record(
    {
        "id": (IDENT, "always"),
        "title": (LINE, "always"),
        "type": (OneOf(ITEM_TYPES), "always"),
        "alternatives": (ALTERNATIVES, "optional"),
        "count": (COUNT, "strict"),
        "limits": (LIMITS, "strict"),
        "students_visible": (OneOf(("no", "possible", "likely")), "strict"),
        "consent_required": (Flag(), "strict"),
        "adults_consent_required": (Flag(), "optional"),
        "sensitivity": (WORD, "optional"),
        "shared_team_artifact": (OneOf(("allowed", "not_allowed")), "optional"),
        "instructions": (Text(most=3000), "strict"),
    }
)
SAMPLES = Record(
    {
        "title": (LINE, "optional"),
        "items": (ListOf(shape=ITEM, least=1, most=12, unique="id"), "strict"),
    }
)
LEVEL = Record(
    {
        "level": (OneOf(LEVELS), "always"),
        "label": (LINE, "always"),
        "points": (Whole(least=0, most=2), "always"),
    }
)
DESCRIPTORS = Record({level: (Text(most=1500), "strict") for level in LEVELS})
CRITERION = Record(
    {
        "id": (IDENT, "always"),
        "title": (LINE, "always"),
        "part": (OneOf(PARTS), "always"),
        "evidence": (ListOf(shape=IDENT, least=1, most=20, unique="."), "strict"),
        "essential": (Flag(), "optional"),
        "impact": (Flag(), "optional"),
        "descriptors": (DESCRIPTORS, "strict"),
    }
)
MINIMUM = Record({"min_level": (OneOf(LEVELS), "always")})
RULE = Record(
    {
        "type": (OneOf(RULES), "always"),
        "text": (Text(most=600), "strict"),
        "parts": (Record(dict.fromkeys(PARTS, (MINIMUM, "optional"))), "optional"),
        "min_points": (Whole(most=100), "optional"),
        "max_points": (Whole(most=100), "optional"),
        "no_level_below": (OneOf(LEVELS), "optional"),
    }
)
RUBRIC = Record(
    {
        "scale": (ListOf(shape=LEVEL, least=3, most=3, unique="level"), "strict"),
        "criteria": (ListOf(shape=CRITERION, least=1, most=12, unique="id"), "strict"),
        "passing_rule": (RULE, "strict"),
    }
)
COMPONENT = Record(
    {"id": (IDENT, "always"), "title": (LINE, "always"), "body": (Text(most=2500), "always")}
)
CITATION = Record(
    {
        "authors": (Text(most=300, line=True), "strict"),
        "year": (Whole(least=1800, most=2100), "strict"),
        "title": (Text(most=400, line=True), "strict"),
        "source": (Text(most=300, line=True), "optional"),
        "doi": (
            Text(
                most=200,
                line=True,
                pattern=r"10\.\d{4,9}/\S+",
                hint=_("Write the DOI alone, as in “10.1177/0022”."),
            ),
            "optional",
        ),
        "url": (URL, "optional"),
        "checked": (OneOf(("lookup", "memory")), "optional"),
    }
)
RESEARCH = Record(
    {"rationale": (PROSE, "strict"), "citations": (ListOf(shape=CITATION, most=30), "strict")}
)
RESOURCE = Record(
    {
        "id": (IDENT, "always"),
        "title": (LINE, "always"),
        "type": (OneOf(RESOURCE_TYPES), "always"),
        "source": (OneOf(("issuer", "third_party")), "optional"),
        "url": (URL, "optional"),
        "text": (Text(most=12_000), "optional"),  # Markdown: it is read here
        "minutes": (Whole(least=1, most=6000), "optional"),
        "captions": (Flag(), "optional"),
    }
)
HOURS = Record({name: (Whole(least=1, most=200), "strict") for name in ("min", "typical", "max")})
AUDIENCE = Record(
    {
        "roles": (ListOf(shape=WORD, least=1, most=20, unique="."), "strict"),
        "grade_bands": (ListOf(shape=OneOf(GRADE_BANDS), least=1, most=8, unique="."), "strict"),
        "subjects": (ListOf(shape=WORD, least=1, most=30, unique="."), "strict"),
        "career_stages": (
            ListOf(shape=OneOf(CAREER_STAGES), least=1, most=6, unique="."),
            "strict",
        ),
    }
)
CREDIT = Record(
    {
        "contact_hours": (Number(most=500), "strict"),
        "categories": (ListOf(shape=WORD, most=12, unique="."), "strict"),
        "basis": (OneOf(("typical_hours", "tried_out", "other")), "strict"),
    }
)
#: What its issuer says it is worth, whoever earned it and however long it took; never hours (docs/decisions, 6).
CREDIT_UNITS = ("CEU", "CPE", "PDP", "PLU", "semester-credit")
DECLARED_CREDIT = Record(
    {"amount": (Number(most=100), "always"), "unit": (OneOf(CREDIT_UNITS), "always")}
)
ALIGNMENT = Record(
    {
        "framework": (SLUG, "always"),
        "code": (Text(most=60, line=True), "always"),
        "label": (LINE, "optional"),
    }
)
CHANGE = Record(
    {
        "version": (NUMBER, "always"),
        "date": (Day(), "always"),
        "change": (Text(most=600), "always"),
        "scoring_change": (Flag(), "optional"),
    }
)

#: A field that the department which made it adds to the template; elsewhere it is data that is shown.
EXTENSION_KINDS = ("short_text", "long_text", "choice")
EXTENSION = Record(
    {
        "id": (IDENT, "always"),
        "label": (LINE, "always"),
        "kind": (OneOf(EXTENSION_KINDS), "always"),
        "value": (Text(most=4000), "optional"),
        "without": (Text(most=1000), "optional"),  # why it does not apply
    }
)

#: What a version says: frozen and hashed when it is published.
CONTENT: dict[str, tuple[Shape, Needed]] = {
    "title": (LINE, "always"),
    "language": (WORD, "optional"),
    "competency": (Text(most=1000), "strict"),
    "key_method": (Text(most=2000), "strict"),
    "method_components": (ListOf(shape=COMPONENT, least=1, most=12, unique="id"), "strict"),
    "research": (RESEARCH, "strict"),
    "resources": (ListOf(shape=RESOURCE, most=40, unique="id"), "optional"),
    "estimated_hours": (HOURS, "strict"),
    "audience": (AUDIENCE, "strict"),
    "prerequisites": (
        Record({"recommended": (ListOf(shape=SLUG, most=10, unique="."), "optional")}),
        "optional",
    ),
    "requirements": (
        Record(
            {
                "part1": (WRITTEN, "strict"),
                "part2": (SAMPLES, "strict"),
                "part3": (WRITTEN, "strict"),
            }
        ),
        "strict",
    ),
    "rubric": (RUBRIC, "strict"),
    "assessed_by": (ListOf(shape=OneOf(ASSESSED_BY), unique="."), "optional"),
    "credit": (CREDIT, "strict"),
    "declared_credit": (DECLARED_CREDIT, "optional"),
    "alignments": (ListOf(shape=ALIGNMENT, most=40), "strict"),
    "tags": (ListOf(shape=WORD, most=30, unique="."), "optional"),
    "extensions": (ListOf(shape=EXTENSION, most=40, unique="id"), "optional"),
    "changelog": (ListOf(shape=CHANGE, most=60), "optional"),
}
MICRO_CREDENTIAL = Record(
    {
        "schema": (OneOf((CATALOG,)), "always"),
        "id": (SLUG, "always"),
        "slug": (SLUG, "always"),
        "version": (NUMBER, "always"),
        "status": (OneOf(STATUSES), "always"),
        "issuer": (PARTY, "always"),
        "content_partner": (PARTY, "optional"),
        "department": (SLUG, "optional"),
        **CONTENT,
    }
)

_MEETS = Record(
    {"type": (OneOf(("all", "at_least")), "always"), "n": (Whole(least=1, most=50), "optional")}
)
_GROUP = Record(
    {
        "id": (IDENT, "always"),
        "title": (LINE, "always"),
        "rule": (_MEETS, "always"),
        "members": (ListOf(shape=SLUG, least=1, most=50, unique="."), "always"),
    }
)
_GROUPS = ListOf(shape=_GROUP, least=1, most=20, unique="id")
_RECOGNITION = ListOf(shape=WORD, most=20, unique=".")
_TRACK = Record(
    {
        "id": (SLUG, "always"),
        "title": (LINE, "always"),
        "recognition": (_RECOGNITION, "optional"),
        "groups": (_GROUPS, "always"),
    }
)
_JUDGED = Record(
    {
        "id": (IDENT, "always"),
        "title": (LINE, "always"),
        "essential": (Flag(), "optional"),
        "impact": (Flag(), "optional"),
        "descriptors": (DESCRIPTORS, "always"),
    }
)
CAPSTONE = Record(
    {
        "id": (SLUG, "always"),
        "title": (LINE, "always"),
        "prompt": (Text(most=2000), "always"),
        "word_limit": (Whole(least=50, most=3000), "always"),
        "assessed_by": (OneOf(("panel_of_two",)), "optional"),
        "rubric": (
            Record(
                {
                    "scale": (ListOf(shape=LEVEL, least=3, most=3, unique="level"), "always"),
                    "criteria": (ListOf(shape=_JUDGED, least=1, most=12, unique="id"), "always"),
                    "passing_rule": (RULE, "always"),
                }
            ),
            "always",
        ),
    }
)
STACK = Record(
    {
        "id": (SLUG, "always"),
        "slug": (SLUG, "always"),
        "version": (NUMBER, "always"),
        "status": (OneOf(STATUSES), "always"),
        "title": (LINE, "always"),
        "issuer": (PARTY, "always"),
        "owner": (PARTY, "optional"),
        "statement": (Text(most=2000), "always"),
        "audience": (
            Record(
                {
                    "career_stages": (ListOf(shape=OneOf(CAREER_STAGES)), "optional"),
                    "roles": (ListOf(shape=WORD), "optional"),
                    "grade_bands": (ListOf(shape=OneOf(GRADE_BANDS)), "optional"),
                    "subjects": (ListOf(shape=WORD), "optional"),
                }
            ),
            "optional",
        ),
        "groups": (_GROUPS, "optional"),
        "tracks": (ListOf(shape=_TRACK, least=1, most=10, unique="id"), "optional"),
        "order": (OneOf(("suggested", "enforced", "none")), "optional"),
        "suggested_sequence": (ListOf(shape=SLUG, unique="."), "optional"),
        "capstone": (OrNull(CAPSTONE), "optional"),
        "window_months": (OrNull(Whole(least=1, most=240)), "optional"),
        "accepts_versions": (OneOf(("any_non_revoked", "current_only")), "optional"),
        "award": (
            Record(
                {
                    "badge": (Flag(), "always"),
                    "extra_contact_hours": (Number(most=200), "optional"),
                    "note": (LINE, "optional"),
                }
            ),
            "optional",
        ),
        "recognition": (_RECOGNITION, "optional"),
    }
)
STACK_FILE = Record(
    {
        "schema": (OneOf((STACKS,)), "always"),
        "stacks": (ListOf(shape=STACK, least=1, most=50, unique="id"), "always"),
    }
)
