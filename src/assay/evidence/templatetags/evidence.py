"""How an artifact is shown, here and on the pages of assessment."""

from collections.abc import Iterable

from django import template
from django.template import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assay.evidence import faces, remarks
from assay.evidence.files.names import looks_like_a_person
from assay.evidence.models import Artifact, ArtifactKind, StoredFile, Submission
from assay.evidence.openings.signed_links import signed
from assay.evidence.retention import wording
from assay.evidence.retention.due_items import idle
from assay.lib.clock import now
from assay.program.policies import RetentionPolicy, in_force
from assay.ui import icons, words

register = template.Library()


@register.simple_tag
def covers_faces() -> bool:
    """Whether faces in films can be made unreadable on this machine."""
    return faces.is_here()


@register.simple_tag(takes_context=True)
def signed_link(context: Context, address: str) -> str:
    """The address of a file as it opens for whoever reads this page, for some minutes."""
    return signed(address, context["request"])


@register.simple_tag(takes_context=True)
def watermark(context: Context) -> SafeString:
    """The viewer's name and the time, over a picture or player. Screen readers pass it: the page says it once."""
    viewer = context["request"].user
    said = f"{viewer.display_name} · {words.short_day(now())} · {words.clock_time(now())}"
    return format_html(
        '<span class="watermark" aria-hidden="true"><b>{0}</b><b>{0}</b></span>', said
    )


@register.simple_tag
def artifact_icon(artifact: StoredFile) -> SafeString:
    """The icon of a file's kind."""
    if artifact.kind == ArtifactKind.LINK:
        return icons.icon("link")
    kind = artifact.media_type.split("/")[0]
    return icons.icon({"video": "video", "audio": "audio", "image": "image"}.get(kind, "document"))


@register.simple_tag
def artifact_facts(artifact: StoredFile) -> str:
    """An artifact in one line: "5 min 44 s, 812 MB, 3 pages"."""
    if artifact.kind == ArtifactKind.LINK:
        return artifact.url
    facts = []
    if artifact.duration_seconds is not None:
        facts.append(
            _("%(m)s min %(s)s s")
            % dict(zip("ms", divmod(artifact.duration_seconds, 60), strict=True))
        )
    facts.append(words.file_size(artifact.size_bytes))
    if artifact.pages:
        facts.append(ngettext("%(n)s page", "%(n)s pages", artifact.pages) % {"n": artifact.pages})
    return ", ".join(facts)


@register.simple_tag
def artifact_remarks(artifact: Artifact) -> list[str]:
    """Remarks for its learner: its name as a guess, and what the cleaning saw."""
    is_link = artifact.kind == ArtifactKind.LINK
    said = remarks.sentences(artifact.remarks, is_link=is_link)
    if not is_link and looks_like_a_person(artifact.name):
        said.append(
            _(
                "Its name looks like a person’s. If it is a student’s, take it out and rename it first."
            )
        )
    return said


@register.simple_tag
def drafts_kept(submission: Submission) -> str:
    """Until when a draft, or what was withdrawn, is kept; the day, where its learner was told one. One query."""
    told = idle(submission).told_until
    if told is not None:
        return _("Its files and texts are kept until %(day)s, unless something changes in it.") % {
            "day": words.day(told)
        }
    issuer = submission.version.micro_credential.issuer_id
    return wording.drafts_kept(in_force(RetentionPolicy, within=issuer))


@register.filter
def accepted_types(formats: Iterable[str]) -> str:
    """What a file field takes, as its `accept` says it: ".pdf,.jpg,.jpeg"."""
    endings = [
        ending for name in formats for ending in ([name, "jpeg"] if name == "jpg" else [name])
    ]
    return ",".join(f".{ending}" for ending in endings)


@register.filter
def at_time(seconds: int | None) -> str:
    """A time in a recording: "02:31", "1:02:31"."""
    if seconds is None:
        return ""
    hours, rest = divmod(seconds, 3600)
    return f"{hours}:{rest // 60:02}:{rest % 60:02}" if hours else f"{rest // 60:02}:{rest % 60:02}"
