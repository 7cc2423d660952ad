from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Program(AppConfig):
    name = "assay.program"
    label = "program"

    def ready(self) -> None:
        from assay.people.setup import SetupStep, add_step
        from assay.program import appearance, policy, policy_words, setup
        from assay.ui.appearance import ask_with
        from assay.ui.desk_pages import DeskPage, Section, lay_out
        from assay.ui.nav import Desk, add_desk
        from assay.ui.slots import fill

        policy_words.describe_all()
        add_desk(
            Desk(
                name="program",
                label=_("Program"),
                url_name="program:policies",
                may=policy.can_read_rules,
                order=93,
            )
        )
        # Whoever leads a school and reads none of the other rules has a desk of goals alone.
        add_desk(
            Desk(
                name="goals",
                label=_("School goals"),
                url_name="program:goals",
                may=policy.has_goals_desk,
                order=94,
            )
        )
        pages = (
            DeskPage(_("Set-up"), "program:setup", policy.can_set_up),
            DeskPage(_("Name, logo and color"), "program:appearance", policy.can_set_up),
            DeskPage(_("Policies"), "program:policies"),
            DeskPage(_("Calendar"), "program:calendar"),
            DeskPage(_("Standard"), "program:standard"),
            DeskPage(_("Strategic goals"), "program:goals"),
        )
        add_step(
            SetupStep(
                name="rules",
                title=_("Starting rules"),
                order=30,
                done=setup.rules_are_set,
                template="program/setup_rules.html",
                context=setup.rules_step,
            )
        )
        add_step(
            SetupStep(
                name="look",
                title=_("Name, logo and color"),
                order=35,
                done=setup.appearance_is_set,
                template="program/setup_appearance.html",
                context=setup.appearance_step,
            )
        )
        ask_with(appearance.in_force, appearance.logo_in_force)
        fill(
            "home.side",
            room="program",
            template="program/setup_call.html",
            context=setup.call,
        )
        lay_out("program", Section(label="", pages=pages))
        add_desk(
            Desk(
                name="needs",
                label=_("Needs"),
                url_name="program:needs",
                may=policy.has_needs_desk,
                order=95,
            )
        )
