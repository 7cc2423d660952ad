"""The cast: people one can be in the demo, one face for each desk, named as the bar shows them."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A part in the demo: the person's id in the content, what they are, and what to try as them."""

    sourced_id: str
    name: str
    label: Promise
    why: Promise


CAST = (
    Part(
        sourced_id="p-002",
        name="Daniel Whitlock",
        label=_("Learner"),
        why=_("Revise one criterion after not yet."),
    ),
    Part(
        sourced_id="p-001",
        name="Renata Okafor",
        label=_("Learner who earned one"),
        why=_("Share a badge; fix a return."),
    ),
    Part(
        sourced_id="p-022",
        name="Bao Nguyen",
        label=_("Assessor"),
        why=_("Score a submission, blind."),
    ),
    Part(
        sourced_id="p-023",
        name="Ruth Abernathy",
        label=_("Lead assessor"),
        why=_("Check what came in; approve assessors."),
    ),
    Part(
        sourced_id="p-017",
        name="Walter Osei",
        label=_("Committee chair"),
        why=_("Settle a disagreement as lead."),
    ),
    Part(
        sourced_id="p-030", name="Yusef Lindgren", label=_("Approver"), why=_("Release a decision.")
    ),
    Part(
        sourced_id="p-031",
        name="Carmen Ostrowski",
        label=_("Author"),
        why=_("Finish a draft, and see what the standard asks."),
    ),
    Part(
        sourced_id="p-026",
        name="Odalys Reyes",
        label=_("Credit coordinator"),
        why=_("See what was awarded; approve a month of pay."),
    ),
    Part(
        sourced_id="p-041",
        name="Ingrid Solberg",
        label=_("Partner university"),
        why=_("Endorse a micro-credential."),
    ),
    Part(
        sourced_id="p-027",
        name="Margaret Sundaram",
        label=_("Administrator"),
        why=_("People, roles and the record."),
    ),
)
