from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Coaching(AppConfig):
    name = "assay.coaching"
    label = "coaching"

    def ready(self) -> None:
        from assay.coaching import (
            policy,
            slots,
            subscribers,  # noqa: F401 (registers the listener)
        )
        from assay.ui.desk_pages import DeskPage, Section, lay_out
        from assay.ui.nav import Desk, add_desk
        from assay.ui.slots import fill

        add_desk(
            Desk(
                name="coaching",
                label=_("Coach"),
                url_name="coaching:desk",
                may=policy.is_coach,
                order=15,
            )
        )
        add_desk(
            Desk(
                name="coaches",
                label=_("Coaches"),
                url_name="coaching:requests",
                may=policy.finds_coaches,
                order=82,
            )
        )
        lay_out(
            "coaches",
            Section(
                _("Coaches"),
                (
                    DeskPage(_("Who asks"), "coaching:requests"),
                    DeskPage(_("Who coaches"), "coaching:coaches"),
                ),
            ),
        )
        fill(
            "priorities.earned",
            room="coaching",
            template="coaching/on_priorities.html",
            context=slots.on_priorities,
        )
        fill(
            "workspace.head",
            room="coaching",
            template="coaching/in_workspace.html",
            context=slots.in_workspace,
        )
        fill(
            "home.side",
            room="coaching",
            template="coaching/on_home.html",
            context=slots.colleagues,
        )
        fill(
            "page.account",
            room="coaching",
            template="coaching/account_menu.html",
            context=lambda person, subject: {},
        )
