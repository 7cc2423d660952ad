from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Governance(AppConfig):
    name = "assay.governance"
    label = "governance"

    def ready(self) -> None:
        from assay.governance import policy, slots, subscribers  # noqa: F401 (registers the listeners)
        from assay.ui.nav import Desk, add_desk
        from assay.ui.slots import fill
        from assay.ui.work import announce

        announce("governance", slots.kinds)
        fill(
            "draft.body",
            room="governance",
            template="governance/beside_draft.html",
            context=slots.beside_draft,
        )
        fill(
            "draft.body",
            room="governance",
            template="governance/beside_opinions.html",
            context=slots.beside_opinions,
        )
        fill(
            "need.body",
            room="governance",
            template="governance/beside_need.html",
            context=slots.beside_need,
        )
        for slot in ("workspace.body", "submission.status"):
            fill(
                slot,
                room="governance",
                template="governance/beside_pilot.html",
                context=slots.beside_pilot,
            )
        fill(
            "submission.status",
            room="governance",
            template="governance/beside_hours.html",
            context=slots.beside_hours,
        )
        add_desk(
            Desk(
                name="partner",
                label=_("Partner"),
                url_name="governance:partner_desk",
                may=policy.has_partner_desk,
                order=59,
            )
        )
        add_desk(
            Desk(
                name="proposals",
                label=_("Proposals"),
                url_name="governance:proposals",
                may=policy.reads_proposals,
                order=61,
            )
        )
        add_desk(
            Desk(
                name="vetting",
                label=_("Vetting"),
                url_name="governance:vettings",
                may=policy.has_desk,
                order=63,
            )
        )
        add_desk(
            Desk(
                name="committee",
                label=_("Committee"),
                url_name="governance:index",
                may=policy.has_desk,
                order=62,
            )
        )
        fill(
            "draft.body",
            room="governance",
            template="governance/beside_lessons.html",
            context=slots.beside_lessons,
        )
        add_desk(
            Desk(
                name="exchange",
                label=_("Exchange"),
                url_name="governance:exchange",
                may=policy.exchanges,
                order=65,
            )
        )
        add_desk(
            Desk(
                name="comparability",
                label=_("Comparability"),
                url_name="governance:comparability",
                may=policy.compares,
                order=64,
            )
        )
