"""A case in the demo: a voice in a recording wants out, its earner answered with a file, no panel is named yet."""

from datetime import datetime, timedelta
from io import BytesIO

from PIL import Image, ImageDraw

from assay.credentials import actions
from assay.credentials.models import Award
from assay.demo.district import person
from assay.lib.clock import held_at

EARNER, APPROVER = "p-003", "p-030"
STORY = (
    "A colleague in the second recording writes that nobody asked them, and wants their voice out of it. The permission"
    " forms that were counted do not include theirs."
)
ANSWER = (
    "They agreed by word of mouth, and I did not ask for the form. I am sorry. I can take that piece out: what the"
    " badge rests on is in the other two. The notes of our meeting that day are in the file."
)
NOTES = (
    "Team meeting, grade 4, notes",
    "2. The number talks are recorded on Thursday. All who are in the room were asked;",
    "    nobody minds. Forms follow.",
    "3. Next meeting: two weeks from today.",
)


def lay_out(today: datetime) -> None:
    """Opened six days ago and answered two days ago: it waits for a panel.

    The only chair checked that submission, so an administrator names it.
    """
    award = Award.objects.get(person__sourced_id=EARNER)
    with held_at(today - timedelta(days=6)):
        case = actions.open_case(award, ground="consent_breach", reason=STORY, by=person(APPROVER))
    with held_at(today - timedelta(days=2)):
        actions.add_case_file(case, _notes(), name="team-meeting-notes.png", by=award.person)
        actions.answer_case(case, ANSWER, by=award.person)


def _notes() -> BytesIO:
    """A photo of a page of notes, as far as a program can draw one."""
    page = Image.new("RGB", (720, 220), "white")
    pen = ImageDraw.Draw(page)
    for n, line in enumerate(NOTES):
        pen.text((24, 24 + 44 * n), line, fill="black", font_size=17)
    photo = BytesIO()
    page.save(photo, "PNG")
    photo.seek(0)
    return photo
