from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Catalog(AppConfig):
    name = "assay.catalog"
    label = "catalog"

    def ready(self) -> None:
        from assay.catalog import policy, slots, subscribers  # noqa: F401 (they listen from here on)
        from assay.catalog.authoring import setup
        from assay.people.audit_lines import name_subjects
        from assay.people.setup import SetupStep, add_step
        from assay.program.policy_fields import offer_choices
        from assay.ui import nav
        from assay.ui.slots import fill
        from assay.ui.work import announce

        name_subjects("catalog.version", slots.versions_in_record)
        fill(
            "framework.aligned",
            room="catalog",
            template="catalog/slots/aligned.html",
            context=slots.aligned,
        )
        fill(
            "priorities.earned",
            room="catalog",
            template="catalog/slots/earned_first.html",
            context=slots.earned_first,
        )
        fill(
            "microcredential.side",
            room="catalog",
            template="catalog/slots/goals_served.html",
            context=slots.goals_served,
        )
        announce("catalog", slots.work)
        for step in (
            SetupStep(
                name="adopt",
                title=_("First micro-credentials"),
                order=40,
                done=setup.has_any,
                template="catalog/setup_adopt.html",
                context=setup.adopt_step,
            ),
            SetupStep(
                name="publish",
                title=_("Publish the first one"),
                order=60,
                done=setup.has_published,
                template="catalog/setup_publish.html",
                context=setup.publish_step,
            ),
        ):
            add_step(step)
        offer_choices("assessment", "double_score_all_for", slots.every_ident)
        nav.add_desk(
            nav.Desk(
                name="authoring",
                label=_("Authoring"),
                url_name="catalog:authoring",
                order=60,
                may=policy.may_author_somewhere,
            )
        )
