"""Discussing a micro-credential, or in a cohort (B13): posting, changing, hiding, locking; mail by choice alone.

Nothing here reaches evidence, a score or a decision, and no post is written by the product.
"""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from assay.catalog.models import MicroCredential
from assay.community import policy
from assay.community.actions.wording import said
from assay.community.models import Cohort, Digest, DigestRhythm, Post, Thread
from assay.lib.clock import now
from assay.lib.errors import BadInput, WrongState
from assay.lib.locks import hold
from assay.lib.text.folding import folded
from assay.lib.wording import clean_line
from assay.people.models import Organization, Person
from assay.program.models import programs_of
from assay.record.actions import note
from assay.record.models import MACHINE

MAX_TITLE = 120
MAX_CHARACTERS = 5000
MAX_REASON = 500


@transaction.atomic
def begin_thread(
    program: Organization,
    title: str,
    text: str,
    *,
    micro_credential: MicroCredential | None = None,
    cohort: Cohort | None = None,
    by: Person,
) -> Thread:
    """Open a matter with its first post: of a micro-credential in a program, or in a cohort (`program` is its place).

    Raises PermissionDenied for a stranger, or where the program has no discussions; BadInput. A second press opens one.
    """
    if not policy.can_begin_thread(by, program, cohort):
        raise PermissionDenied
    line = clean_line(title)
    if not line or len(line) > MAX_TITLE:
        message = _("Give it a title of at most %(n)d characters.") % {"n": MAX_TITLE}
        raise BadInput(message, fields={"title": message})
    words = said(text, most=MAX_CHARACTERS)
    hold(by)
    mine = Thread.objects.filter(by=by, micro_credential=micro_credential, cohort=cohort)
    last = mine.order_by("-pk").first()
    if last is not None and last.title == line:
        first = last.posts.order_by("pk").first()
        if first is not None and first.text == words:
            return last  # pressed twice
    thread = Thread.objects.create(
        program=program,
        micro_credential=micro_credential,
        cohort=cohort,
        title=line,
        folded=folded(line),
        by=by,
        begun_at=now(),
        last_at=now(),
    )
    _keep(thread, words, by)
    note("community.thread_begun", thread, by=by, program=program.pk)
    return thread


@transaction.atomic
def post(thread: Thread, text: str, *, by: Person) -> Post:
    """Write in a thread. Raises PermissionDenied; BadInput; WrongState where it is locked. A second press keeps one."""
    if not policy.can_post(by, thread):
        raise PermissionDenied
    words = said(text, most=MAX_CHARACTERS)
    hold(thread)
    thread.refresh_from_db(fields=("locked_at",))
    if thread.is_locked:
        raise WrongState(_("This thread is locked: nothing more can be written here."))
    last = thread.posts.order_by("-pk").first()
    if last is not None and (last.by_id, last.text) == (by.pk, words):
        return last
    written = _keep(thread, words, by)
    note("community.posted", written, by=by, thread=thread.pk, program=thread.program_id)
    return written


@transaction.atomic
def change_post(row: Post, text: str, *, by: Person) -> None:
    """Word it otherwise, within a quarter of an hour; it is marked as changed. Raises WrongState later, or once it is
    hidden, taken away, or its thread locked.
    """
    if not policy.can_change_post(by, row):
        raise PermissionDenied
    words = said(text, most=MAX_CHARACTERS)
    hold(row.thread)  # whoever locks it comes before or after
    hold(row)
    row.refresh_from_db()
    if not row.is_fresh or row.thread.is_locked:
        raise WrongState(
            _("A post can be changed for 15 minutes. Write another, or take this one away.")
        )
    if words != row.text:
        rows = Post.objects.filter(pk=row.pk)
        rows.update(text=words, folded=folded(words), changed_at=now())
        note("community.post_changed", row, by=by, thread=row.thread_id)


@transaction.atomic
def take_post_away(row: Post, *, by: Person) -> None:
    """Its words are deleted; that its author took it away stays. Raises WrongState the second time."""
    if not policy.can_take_post_away(by, row):
        raise PermissionDenied
    rows = Post.objects.filter(pk=row.pk, taken_away_at=None)
    if rows.update(taken_away_at=now(), text="", folded="") != 1:
        raise WrongState(_("This post was taken away."))
    note("community.post_taken_away", row, by=by, thread=row.thread_id)


@transaction.atomic
def hide_post(row: Post, reason: str, *, report: int | None = None, by: Person) -> None:
    """No one reads it but its author and the moderators; its author reads the reason. Raises WrongState twice.

    `report`: key of the report from which it follows.
    """
    if not policy.can_moderate(by, row.thread):
        raise PermissionDenied
    words = said(reason, most=MAX_REASON, field="reason")
    rows = Post.objects.readable().filter(pk=row.pk)
    if rows.update(hidden_at=now(), hidden_by=by, hidden_because=words) != 1:
        raise WrongState(_("Others no longer read this post."))
    note("community.post_hidden", row, by=by, thread=row.thread_id, report=report)


@transaction.atomic
def show_post(row: Post, *, by: Person) -> None:
    """Let everybody read it again. Raises WrongState where it is not hidden."""
    if not policy.can_moderate(by, row.thread):
        raise PermissionDenied
    rows = Post.objects.filter(pk=row.pk, hidden_at__isnull=False)
    if rows.update(hidden_at=None, hidden_by=None, hidden_because="") != 1:
        raise WrongState(_("This post is not hidden."))
    note("community.post_shown", row, by=by, thread=row.thread_id)


@transaction.atomic
def lock_thread(thread: Thread, *, by: Person) -> None:
    """Nothing more is written in it; it stays to be read. Raises WrongState the second time."""
    if not policy.can_moderate(by, thread):
        raise PermissionDenied
    if Thread.objects.filter(pk=thread.pk, locked_at=None).update(locked_at=now()) != 1:
        raise WrongState(_("This thread is locked."))
    note("community.thread_locked", thread, by=by)


@transaction.atomic
def unlock_thread(thread: Thread, *, by: Person) -> None:
    """Let it go on. Raises WrongState where it is open."""
    if not policy.can_moderate(by, thread):
        raise PermissionDenied
    locked = Thread.objects.filter(pk=thread.pk, locked_at__isnull=False)
    if locked.update(locked_at=None) != 1:
        raise WrongState(_("This thread is open."))
    note("community.thread_unlocked", thread, by=by)


@transaction.atomic
def choose_digest(
    person: Person,
    rhythm: str,
    *,
    micro_credential: MicroCredential | None = None,
    cohort: Cohort | None = None,
    by: Person,
) -> None:
    """Have an e-mail about what is new in a discussion, daily or weekly; with no rhythm, none. Off until it is chosen.

    Raises PermissionDenied for somebody else; BadInput for no such rhythm.
    """
    if not policy.can_choose_digest(by, person):
        raise PermissionDenied
    if rhythm and rhythm not in DigestRhythm.values:
        raise BadInput(_("Choose every day, every week, or no e-mail."))
    rows = Digest.objects.filter(person=person, micro_credential=micro_credential, cohort=cohort)
    if not rhythm:
        for row in rows:
            end_digest(row)
        return
    at = now()
    row, fresh = Digest.objects.get_or_create(
        person=person,
        micro_credential=micro_credential,
        cohort=cohort,
        defaults={"rhythm": rhythm, "told_until": at, "due_at": at + Digest.RHYTHMS[rhythm]},
    )
    if fresh or row.rhythm != rhythm:
        rows.update(rhythm=rhythm, due_at=at + Digest.RHYTHMS[rhythm])
        note("community.digest_chosen", row, by=by, person=person.pk, rhythm=rhythm)


@transaction.atomic
def end_digest(digest: Digest) -> None:
    """No more e-mails about it: by a press in the mail, whose link is the permission, or on the page."""
    note("community.digest_ended", digest, by=MACHINE, person=digest.person_id)
    digest.delete()


def tell_digests() -> int:
    """See what is new for those who wish to hear of it; the letter follows from the event. How many are told."""
    told = 0
    rows = Digest.objects.filter(due_at__lte=now()).select_related("person")
    for digest in rows.order_by("due_at", "pk")[:5000]:
        told += _tell(digest)
    return told


@transaction.atomic
def _tell(digest: Digest) -> bool:
    at = now()
    rows = Digest.objects.filter(pk=digest.pk, due_at=digest.due_at)
    if rows.update(due_at=at + Digest.RHYTHMS[digest.rhythm], told_until=at) != 1:
        return False  # another clock was quicker
    new = new_posts(digest, until=at)
    if new:
        note("community.digest_due", digest, by=MACHINE, person=digest.person_id, posts=new)
    return new > 0


def new_posts(digest: Digest, *, until: datetime) -> int:
    """Posts of others since it was last told, that its person may read."""
    threads = Thread.objects.visible_to(digest.person)
    threads = threads.filter(micro_credential=digest.micro_credential, cohort=digest.cohort)
    places = set(threads.order_by().values_list("program", flat=True).distinct())
    on = [place for place in places if policy.has_discussion(place)]
    rows = Post.objects.readable().filter(thread__in=threads.filter(program__in=on))
    rows = rows.filter(written_at__gt=digest.told_until, written_at__lte=until)
    return rows.exclude(by=digest.person).count()


def _keep(thread: Thread, words: str, by: Person) -> Post:
    held = by.current_memberships
    mine = [one for one in held if one.organization.path.startswith(thread.program.path)] or held
    place = mine[0].organization if mine else None
    row = Post.objects.create(
        thread=thread, by=by, place=place, text=words, folded=folded(words), written_at=now()
    )
    rows = Thread.objects.filter(pk=thread.pk)
    rows.update(posts_count=F("posts_count") + 1, last_at=row.written_at)
    return row


def program_for(person: Person) -> Organization | None:
    """In which program somebody's thread is begun: the first they belong to."""
    return next(iter(programs_of(person)), None)
