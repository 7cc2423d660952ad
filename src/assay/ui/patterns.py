"""The components as they stand on /ui/patterns/: what each is for, and what must hold for everybody who uses it."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.utils.functional import cached_property

from assay.lib.clock import today
from assay.ui import charts
from assay.ui.desk_pages import DeskPage, DeskPages, Section
from assay.ui.hallmark import Facts
from assay.ui.paging import Heading

_EXAMPLES = Path(__file__).parent / "templates" / "ui" / "patterns"


@dataclass(frozen=True)
class Pattern:
    """One component: its tags, its purpose, and the accessibility criteria its example must meet."""

    name: str
    title: str
    tags: tuple[str, ...]
    purpose: str
    criteria: tuple[str, ...]

    @property
    def template(self) -> str:
        return f"ui/patterns/{self.name}.html"

    @cached_property
    def source(self) -> str:
        """How the example is written, for copying."""
        return (_EXAMPLES / f"{self.name}.html").read_text(encoding="utf-8").strip()


PATTERNS: tuple[Pattern, ...] = (
    Pattern(
        "icon",
        "Icon",
        ("icon",),
        "Stands beside words that say the same.",
        ("It is hidden from assistive technology.", "A button that shows only an icon has a name."),
    ),
    Pattern(
        "level",
        "Level",
        ("level", "level_word"),
        "Says what the evidence showed on one criterion.",
        (
            "Word, mark and color always come together.",
            "The three marks differ in fill, not only in color.",
        ),
    ),
    Pattern(
        "hallmark",
        "Hallmark",
        ("hallmark_img",),
        "The art of a micro-credential: a proof until it is earned, struck in brass after.",
        (
            "Next to a written title the picture is silent (alt is empty).",
            "Standing alone, it is named by its title.",
        ),
    ),
    Pattern(
        "status",
        "Status",
        ("status_mark",),
        "Says where something stands. Brass only for what has been earned.",
        ("The words say it all; mark and color repeat it.",),
    ),
    Pattern(
        "button",
        "Button",
        ("submit_button",),
        "One primary on a page. A link that goes somewhere is an `<a class=button>`.",
        (
            "At least 44 px high, compact ones 36 px.",
            "A button that cannot be pressed says why beside it.",
        ),
    ),
    Pattern(
        "field",
        "Form field",
        ("field", "word_counter"),
        "Label above, hint under it, error, then the control. Required is the rule; optional is marked.",
        (
            "Every control has a label that stays in view.",
            "Hint and error are named by the control's aria-describedby.",
            "Fields about oneself carry autocomplete.",
        ),
    ),
    Pattern(
        "form-row",
        "Form, and a control written by hand",
        ("post_form", "field_row", "options"),
        "Sends what is typed; a control that is no form field of Django stands under a label as the others do.",
        ("The label names the control.", "The control names its hint in aria-describedby."),
    ),
    Pattern(
        "post-button",
        "One press, one thing",
        ("post_button",),
        "A form of a single button, as in the rows of a list.",
        ("Each button of a list says which row it is about.", "It works without JavaScript."),
    ),
    Pattern(
        "error-summary",
        "Error summary",
        ("form_errors",),
        "Lists what needs another look at the head of the form. What was typed stays.",
        (
            "It takes the focus when the page comes back.",
            "Each entry is a link that moves the focus to its field.",
            "The same words stand at the field.",
        ),
    ),
    Pattern(
        "confirm",
        "Second press",
        ("confirm",),
        "For what leaves the house: submit, release, publish, revoke. Everything else can be undone instead.",
        (
            "It opens and sends without script.",
            "Opening moves the focus to the summary; Escape closes and gives it back.",
            "No dialog holds the keyboard.",
        ),
    ),
    Pattern(
        "notice",
        "Notice",
        ("notice",),
        "Something said beside what it is about, or after an act.",
        (
            "A notice that appears later is a polite live region.",
            "Kinds differ by mark and by a hidden word.",
        ),
    ),
    Pattern(
        "page-head",
        "Head of a page",
        ("page_head",),
        "What the page is, and in a sentence what it is for.",
        ("It holds the page's only h1.", "What stands small above the heading is read before it."),
    ),
    Pattern(
        "section",
        "Part of a page",
        ("section", "remark", "pair"),
        "Gathers what belongs together. A remark is a notice of one sentence, a pair one fact of a list.",
        (
            "The section is named by its heading.",
            "The heading's level fits the outline of the page.",
        ),
    ),
    Pattern(
        "chapter",
        "Chapter",
        ("chapter",),
        "Part of a long page that is closed until it is wanted. The address of the page says which one is open.",
        (
            "Its heading stands in the outline of the page, open or closed.",
            "It opens and closes by the keyboard, without script.",
        ),
    ),
    Pattern(
        "author-words",
        "Words of an author",
        ("said_in", "language_mark", "pilot_mark", "closing_mark"),
        "What somebody wrote says its language where the page is in another; a small mark names it to everybody, and "
        "others say that a micro-credential is in pilot, or on which day it closes.",
        (
            "A screen reader changes its voice: the text stands in an element with `lang`.",
            "Where the languages are the same nothing is added.",
        ),
    ),
    Pattern(
        "panel",
        "Panel",
        ("panel",),
        "A matter of its own on the page.",
        ("Its heading fits the outline of the page.",),
    ),
    Pattern(
        "empty",
        "Empty place",
        ("empty",),
        "Teaches: what will be here, and the one thing to do now.",
        ("It has a heading, so that it can be found.",),
    ),
    Pattern(
        "meter",
        "Meter",
        ("meter",),
        "How much of a whole is there.",
        (
            "It is a progress element with a name and a value in words.",
            "Its edge keeps 3:1 against the page.",
        ),
    ),
    Pattern(
        "chart",
        "Chart",
        ("chart",),
        "One question answered by a picture; its title is the finding. Four forms: line, intervals, bars, shares.",
        (
            "The picture has a name that says what it shows, and a table holds every number.",
            "Fill, hatch and outline differ, not only color; a ring is what lies below the standard.",
            "Where it is wider than the page it scrolls by itself, by keyboard too.",
        ),
    ),
    Pattern(
        "list",
        "Staff list",
        ("table_head", "pagination", "short_day"),
        "A table on a desk, one block per row on a phone. Turning the page keeps the filters.",
        (
            "Column heads are th with a scope; the first cell of a row is its head.",
            "The current page is marked with aria-current.",
            "Targets are at least 40 px.",
        ),
    ),
    Pattern(
        "work",
        "Work list",
        ("counts", "list_search", "sort_head", "pick", "extent"),
        "What waits, for those who do this all day: numbers that open their list, rows to order, choose and export.",
        (
            "The column that orders the rows says so with aria-sort.",
            "Each box names the row it chooses.",
            "Without script the buttons work, and an empty choice is refused in words.",
            "Days are said by the filter |day; in the exported file they are ISO 8601, so that spreadsheets sort them.",
        ),
    ),
    Pattern(
        "tabs",
        "Tabs and contents",
        ("tabs", "toc"),
        "The pages of one matter, and the sections of a long one. They are links to real addresses.",
        ("Each navigation has a name of its own.", "The current page is marked with aria-current."),
    ),
    Pattern(
        "desk-pages",
        "Pages of a desk",
        ("desk_pages",),
        "A desk of many pages: its sections, and below them the pages of the one that is open. "
        "On a phone these are a details.",
        (
            "It opens without script, and Escape closes it.",
            "The page one is on is marked with aria-current; above what lies below it, as true.",
        ),
    ),
    Pattern(
        "menu",
        "Menu",
        (),
        "The desk switcher and the account menu: a details, so it opens without script.",
        ("Escape closes it and gives the focus back.", "The place one is at carries aria-current."),
    ),
    Pattern(
        "disclosure",
        "What belongs to a choice",
        (),
        "Shows what a choice calls for. Without script everything is shown.",
        (
            "What is hidden cannot be reached; what appears comes after the choice in reading order.",
        ),
    ),
    Pattern(
        "facets",
        "Facets and chips",
        ("facet_group", "chips"),
        "Ways to narrow a list, with counts, and the filters in use.",
        (
            "Each group is a fieldset with a legend.",
            "A chip says that pressing it takes the filter off.",
        ),
    ),
    Pattern(
        "rubric",
        "Rubric",
        ("rubric_table",),
        "The whole rubric, as assessors use it.",
        ("A real table with row and column heads.", "On a phone each cell names its level."),
    ),
    Pattern(
        "verdict",
        "Verdict and steps",
        ("verdict", "check_steps"),
        "What a check found, then how, in plain words with details folded.",
        ("Passed, did not pass and could not be checked differ in word and mark.",),
    ),
    Pattern(
        "words",
        "Days, durations, text",
        ("day", "hours", "file_size", "markdown", "monogram", "public_meta", "slot"),
        "Days as people say them, durations as about, Markdown made harmless; in the head, what search engines show.",
        ("A day is a time element with the exact date.",),
    ),
    Pattern(
        "press",
        "One press",
        ("press",),
        "Marks a form that makes something, so that pressing twice makes one.",
        (
            "Nothing of it is seen, read out or reached by keyboard.",
            "The second press is answered like the first.",
        ),
    ),
    Pattern(
        "saving",
        "Saving what is typed",
        ("saved_line", "saving", "typed_words"),
        "Nothing typed is lost: a form with data-keep is kept on the device until the server confirms it by name, and "
        "with data-save it is sent as it grows.",
        (
            "How it stands is a live region of a few words; it never says saved before the server did.",
            "What went wrong is told in a sentence, with what can be done: sign in, try again, choose, copy.",
            "Without script the form sends as any other, and a refusal shows what was typed.",
        ),
    ),
    Pattern(
        "upload",
        "Upload",
        (),
        "A file on its way, a file refused, and where to drop the next.",
        (
            "Percent and time left stand in words and in a progress element.",
            "A refused file says what was wrong and what to do now.",
            "Whatever can be dropped can be picked.",
        ),
    ),
)


class ShortForm(forms.Form):
    """A form short enough for the example of the error summary."""

    name = forms.CharField(
        label="Name on your badges", help_text="As you would like employers to read it."
    )
    email = forms.EmailField(label="E-mail address")
    visible = forms.ChoiceField(
        label="Who may see this badge",
        widget=forms.RadioSelect,
        choices=[("me", "Only you"), ("link", "Anyone with the link"), ("all", "Everyone")],
    )
    own_work = forms.BooleanField(label="This is my own work, and no student is named in it.")


class LongForm(ShortForm):
    """One field of each kind, with a hint here and there."""

    role = forms.ChoiceField(
        label="Your role", choices=[("", "Choose one"), ("teacher", "Teacher"), ("para", "Para")]
    )
    reflection = forms.CharField(
        label="What changed in student thinking",
        widget=forms.Textarea,
        help_text="Use no student names.",
    )
    seen_on = forms.DateField(
        label="Day of the lesson", widget=forms.DateInput(attrs={"type": "date"})
    )
    about = forms.MultipleChoiceField(
        label="Tell me about",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[("feedback", "Feedback on your drafts"), ("decisions", "Decisions")],
    )
    plan = forms.FileField(
        label="Lesson plan", required=False, help_text="PDF or Word, up to 25 MB."
    )


SAMPLE_FACTS = Facts(
    slug="wait-time",
    title="Using Wait Time to Deepen Classroom Talk",
    letters="TB",
    year=2026,
    framework="intasc-2013",
    code="8",
)


def sample() -> dict[str, Any]:
    """Invented values for the examples."""
    typed = {"name": "", "email": "daniel", "visible": ""}
    return {
        "today": today(),
        "form": LongForm(auto_id="empty_%s"),
        "bad_form": ShortForm(typed, auto_id="sent_%s"),
        "page_obj": Paginator(range(1, 241), 10).page(7),
        "headings": [
            Heading("Submission", "?sort=number"),
            Heading("Promised", "?sort=-promised", "ascending"),
            Heading("Days late", "?sort=late", is_number=True),
        ],
        "counts": [
            {
                "count": 4,
                "label": "Past the date",
                "url": "#work",
                "note": "oldest 5 days",
                "is_late": True,
            },
            {"count": 0, "label": "To settle", "url": "#work", "note": ""},
        ],
        "criteria": SAMPLE_CRITERIA,
        "steps": SAMPLE_STEPS,
        "chips": [
            {"label": "Teacher", "url": "?"},
            {"label": "Up to 8 hours", "url": "?role=teacher"},
        ],
        "roles": [
            {"value": "teacher", "label": "Teacher", "count": 15, "selected": True},
            {"value": "esl", "label": "ESL teacher", "count": 4, "selected": False},
        ],
        "tabs": [
            {"label": "Waiting", "url": "#tabs", "current": True, "count": 12},
            {"label": "Assigned", "url": "#tabs", "current": False, "count": 3},
            {"label": "Released", "url": "#tabs", "current": False, "count": None},
        ],
        "desk": DeskPages(
            label="A desk",
            sections=(
                Section(label="Components", pages=(DeskPage("Patterns", "ui:patterns"),)),
                Section(label="Words", pages=(DeskPage("Accessibility", "ui:accessibility"),)),
            ),
        ),
        "grounds": [("family", "Family"), ("office", "The same office")],
        "sections": [
            {"label": "Key method", "url": "#tabs"},
            {"label": "How it is judged", "url": "#tabs"},
        ],
        "charts": sample_charts(),
        "sample_day": date(2027, 6, 1),
        "typed_text": "**Six** quiet seconds.\n\n- one reason\n- [a source](https://example.org)\n\n<script>no</script>",
    }


def sample_charts() -> dict[str, charts.Chart]:
    """The four forms, with figures that are made up."""
    months = ("July", "August", "September", "October", "November")
    figures = (
        (72, 49, 87, 18),
        (77, 62, 88, 40),
        (79, 69, 86, 86),
        (81, 73, 86, 149),
        (83, 77, 88, 202),
    )
    standard = charts.Standard(value=80, label="Our standard: 80 or more")
    return {
        "line": charts.line(
            "sample-line",
            "In November two readers agreed 83 times of 100",
            [
                charts.Value(label=month, value=value, low=low, high=high, note=f"{n} twice")
                for month, (value, low, high, n) in zip(months, figures, strict=True)
            ],
            name="Same of 100",
            bottom=40,
            top=100,
            standard=standard,
        ),
        "intervals": charts.intervals(
            "sample-intervals",
            "One lies below our standard",
            [
                charts.Value(
                    label="Using Wait Time", value=88, low=80, high=93, note="85 judgments"
                ),
                charts.Value(label="Co-Teaching", value=79, low=63, high=90, note="34 judgments"),
                charts.Value(
                    label="Learning Pathways", value=59, low=41, high=75, note="27 judgments"
                ),
                charts.Value(
                    label="Goal Conferencing", value=None, note="fewer than ten judgments"
                ),
            ],
            name="Same of 100",
            bottom=40,
            standard=standard,
        ),
        "bars": charts.bars(
            "sample-bars",
            "One week needs more readings than agreed",
            [
                charts.Value(label=f"Week of May {day}", value=value)
                for day, value in ((4, 31), (11, 44), (18, 58), (25, 20))
            ],
            name="Readings",
            standard=charts.Standard(value=50, label="Agreed: 50"),
        ),
        "shares": charts.shares(
            "sample-shares",
            "Most judgments made twice are the same",
            ("the same", "one level apart", "two apart"),
            [
                ("All", (81, 18, 1)),
                ("New ones", (30, 14, 3)),
                ("Crisis communication", (None, None, 0)),
            ],
        ),
    }


SAMPLE_CRITERIA = [
    {
        "title": "Pause after the question",
        "part": 2,
        "essential": True,
        "descriptors": {
            "demonstrated": "In at least three exchanges the pause after the question is three seconds or longer.",
            "almost": "Some pauses reach three seconds, but half or more are cut short.",
            "not_yet": "Pauses of three seconds are absent or cannot be verified from the recording.",
        },
    },
    {
        "title": "Evidence of change in student talk",
        "part": 2,
        "essential": True,
        "impact": True,
        "descriptors": {
            "demonstrated": "Before and after data use the same measure and show what changed and what did not.",
            "almost": "Data are shown for both occasions but the measures differ.",
            "not_yet": "There is no comparison, or the claims are not supported by the data given.",
        },
    },
]

SAMPLE_STEPS = [
    {
        "status": "passed",
        "title": "Nothing in it was changed since",
        "text": "Every word is covered by the signature. One altered letter would break it.",
        "detail": "eddsa-rdfc-2022, Open Badges 3.0",
    },
    {
        "status": "unknown",
        "title": "Whether it was withdrawn",
        "text": "The issuer's list could not be read just now. Try again later.",
        "detail": "GET of the status list: no answer after 5 seconds",
    },
    {
        "status": "failed",
        "title": "Its end date has passed",
        "text": "It was valid until June 30, 2026.",
        "detail": "",
    },
    {
        "status": "note",
        "title": "You can check that it is hers",
        "text": "If she gives you her e-mail address, you can see whether it matches.",
        "detail": "salted SHA-256",
    },
]
