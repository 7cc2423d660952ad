"""Rules and reasons in words, as the pages, the command and learners read them."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from assay.evidence.models import ArtifactKind, StoredFile, Tombstone
from assay.evidence.retention.rules import Rule
from assay.program.policies import RetentionPolicy

RULES: Final[dict[str, Promise]] = {
    Rule.ORIGINAL: gettext_lazy("What was handed in, after the decision"),
    Rule.RECORDING: gettext_lazy("A recording, after the decision"),
    Rule.LINK_COPY: gettext_lazy("A copy of what a link showed, after the decision"),
    Rule.STREAMING_COPY: gettext_lazy("A copy of a video, after the decision"),
    Rule.TAKEN_OUT: gettext_lazy("Taken out before handing in"),
    Rule.DRAFT: gettext_lazy("A draft in which nothing changed"),
    Rule.CONSENT: gettext_lazy("A record of consent, after the decision"),
}
_HELD: Final[dict[str, Promise]] = {
    "privacy": gettext_lazy("It is on hold for privacy."),
    "integrity": gettext_lazy("It is on hold while a question is looked into."),
    "consent": gettext_lazy("It is on hold until consent is clear."),
    "legal": gettext_lazy("It is on hold because the law asks for it."),
    "malware": gettext_lazy("It is on hold because malware was found in it."),
}


_KINDS: Final[dict[str, Promise]] = {
    "video": gettext_lazy("Video"),
    "audio": gettext_lazy("Audio recording"),
    "image": gettext_lazy("Picture"),
    "link": gettext_lazy("Link"),
}


def kind_said(row: StoredFile | Tombstone) -> str:
    """What sort of thing it is; its name may hold anybody's."""
    is_link = isinstance(row, StoredFile) and row.kind == ArtifactKind.LINK
    kind = "link" if is_link else row.media_type.split("/")[0]
    return str(_KINDS.get(kind, _("Document")))


def draft_said(files: int) -> str:
    """A draft as a due item."""
    said = ngettext("A draft with %(n)s file", "A draft with %(n)s files", files)
    return said % {"n": files}


def stone_said(stone: Tombstone) -> str:
    """What was deleted."""
    if stone.table == "evidence.submission":
        return _("The texts of a draft")
    if stone.table == "evidence.consent":
        return _("A record of consent")
    return kind_said(stone) if stone.media_type else _("Link")


def rule_said(rule: str) -> str:
    return str(RULES.get(rule, rule))


def held_because(reason: str) -> str:
    return str(_HELD.get(reason, _("It is on hold.")))


def originals_kept(policy: RetentionPolicy) -> str:
    """What is promised of files and links that are handed in."""
    days = policy.keep_originals_days_after_decision
    return ngettext(
        "It is deleted %(days)s day after the decision.",
        "It is deleted %(days)s days after the decision.",
        days,
    ) % {"days": days}


def recordings_kept(policy: RetentionPolicy) -> str:
    """What is promised of recordings that are handed in."""
    months = policy.keep_streaming_copy_months
    return ngettext(
        "It is deleted %(months)s month after the decision.",
        "It is deleted %(months)s months after the decision.",
        months,
    ) % {"months": months}


def drafts_kept(policy: RetentionPolicy) -> str:
    """What is promised of drafts."""
    days = policy.keep_drafts_idle_days
    return ngettext(
        "If nothing changes in it for %(days)s day, its files and texts are deleted. You get an e-mail twice before.",
        "If nothing changes in it for %(days)s days, its files and texts are deleted. You get an e-mail twice before.",
        days,
    ) % {"days": days}
