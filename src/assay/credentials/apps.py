from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Credentials(AppConfig):
    name = "assay.credentials"
    label = "credentials"

    def ready(self) -> None:
        from assay.assessment.policy import seat_panels
        from assay.catalog.public.http import answer_with
        from assay.credentials import (
            keepers,
            policy,
            slots,
            subscribers,  # noqa: F401 -- listening starts on import
        )
        from assay.credentials.pages.public.version_answer import achievement_of
        from assay.credentials.pages.staff import keys
        from assay.credentials.stacks import earned_badges
        from assay.evidence.keepers import keep
        from assay.journeys.situation import reckon_with
        from assay.people.setup import SetupStep, add_step
        from assay.ui.nav import Desk, add_desk
        from assay.ui.slots import fill
        from assay.ui.work import announce

        answer_with(achievement_of)
        keep(keepers.still_needed)
        add_step(
            SetupStep(
                name="key",
                title=_("Your issuer key"),
                order=20,
                done=keys.has_key,
                template="credentials/setup_key.html",
                context=keys.key_step,
            )
        )
        add_desk(
            Desk(
                name="awards",
                label=_("Awards"),
                url_name="credentials:awards",
                may=policy.can_keep_awards,
                order=65,
            )
        )
        add_desk(
            Desk(
                name="earlier",
                label=_("Earlier badges"),
                url_name="credentials:earlier",
                may=policy.brings_earlier,
                order=66,
            )
        )
        add_desk(
            Desk(
                name="cases",
                label=_("Withdrawal cases"),
                url_name="credentials:cases",
                may=policy.sees_cases,
                order=67,
            )
        )
        add_desk(
            Desk(
                name="leader-pool",
                label=_("Leader pool"),
                url_name="credentials:pool",
                may=policy.gives_roles,
                order=68,
            )
        )
        seat_panels(policy.sits_on)
        reckon_with(earned_badges.held)
        add_desk(
            Desk(
                name="endorsements",
                label=_("Endorsements"),
                url_name="credentials:endorsements",
                may=policy.has_endorsements_desk,
                order=66,
            )
        )
        announce("credentials", slots.work)
        for slot, piece, context in (
            ("home.asked", "asked_of_me", slots.asked_of),
            ("microcredential.body", "micro_credential", slots.endorsements_of),
            ("award.body", "award", slots.words_about),
            ("stack.side", "stack_progress", slots.along_in),
        ):
            fill(
                slot,
                room="credentials",
                template=f"credentials/pieces/{piece}.html",
                context=context,
            )
        fill(
            "page.account",
            room="credentials",
            template="credentials/pieces/account_menu.html",
            context=lambda person, subject: {},
        )
        fill(
            "submission.status",
            room="credentials",
            template="credentials/pieces/submission.html",
            context=slots.badge_of,
        )
