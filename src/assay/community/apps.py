from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Community(AppConfig):
    name = "assay.community"
    label = "community"

    def ready(self) -> None:
        from assay.catalog.public import http
        from assay.community import (
            exemplar_slots,
            policy,
            slots,
            subscribers,  # noqa: F401 (registers the listeners)
        )
        from assay.community.exemplar_pieces import shown_by_exemplars
        from assay.evidence import keepers
        from assay.program.policies import CommunityPolicy
        from assay.program.policy_fields import Figure, describe
        from assay.ui.nav import Desk, add_desk
        from assay.ui.slots import fill
        from assay.ui.work import announce

        keepers.keep(shown_by_exemplars)
        http.tag_with(exemplar_slots.public_exemplars)
        announce("community", exemplar_slots.work)
        add_desk(
            Desk(
                name="exemplars",
                label=_("Examples"),
                url_name="community:exemplars_to_decide",
                may=policy.decides_on_exemplars,
                order=84,
            )
        )
        add_desk(
            Desk(
                name="reports",
                label=_("Reports"),
                url_name="community:reports",
                may=policy.moderates,
                order=86,
            )
        )
        describe(
            CommunityPolicy,
            {
                "discussion": Figure(
                    label=_("Discussions"),
                    effect=_(
                        "Whether colleagues discuss micro-credentials here. Off hides what was written, and keeps it."
                    ),
                )
            },
            theme="community",
            theme_label=_("Colleagues"),
        )
        for slot, template, context in (
            ("microcredential.body", "beside_micro_credential", slots.beside_micro_credential),
            ("workspace.body", "in_workspace", slots.in_workspace),
            ("award.next", "after_award", slots.after_award),
            ("home.side", "next_cohort_day", slots.next_cohort_day),
            ("submission.status", "exemplar_of_work", exemplar_slots.exemplar_of),
            ("microcredential.body", "exemplars_of_version", exemplar_slots.exemplars_of_version),
            ("workspace.body", "exemplars_in_workspace", exemplar_slots.exemplars_in_workspace),
        ):
            fill(slot, room="community", template=f"community/{template}.html", context=context)
        fill(
            "page.account",
            room="community",
            template="community/account_menu.html",
            context=lambda person, subject: {},
        )
