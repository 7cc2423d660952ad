from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Credits(AppConfig):
    name = "assay.credits"
    label = "credits"

    def ready(self) -> None:
        from assay.credits import policy, slots, subscribers  # noqa: F401 (subscribers listens from here on)
        from assay.ui.desk_pages import DeskPage, Section, lay_out
        from assay.ui.nav import Desk, add_desk
        from assay.ui.slots import fill

        desk = Desk(
            name="credits",
            label=_("Credit"),
            url_name="credits:desk",
            may=policy.keeps_credit,
            order=68,
        )
        add_desk(desk)
        of_both = (
            DeskPage(_("Approvals"), "credits:approvals"),
            DeskPage(_("Not covered"), "credits:uncovered"),
            DeskPage(_("Costs"), "credits:costs"),
            DeskPage(_("Rules"), "credits:rules"),
            DeskPage(_("Recognition"), "credits:recognition"),
        )
        pages = (
            DeskPage(_("This week"), "credits:desk"),
            DeskPage(_("Missed lead time"), "credits:lead-time"),
            DeskPage(_("Batches"), "credits:batches"),
            DeskPage(_("Audits"), "credits:audits"),
            *of_both,
        )
        lay_out("credits", Section(label="", pages=pages))
        add_desk(
            Desk(
                name="approvals",
                label=_("Approvals"),
                url_name="credits:approvals",
                may=policy.keeps_approvals_alone,
                order=69,
            )
        )
        add_desk(
            Desk(
                name="celebrations",
                label=_("Celebrations"),
                url_name="credits:celebrations",
                may=policy.leads_a_school,
                order=70,
            )
        )
        lay_out("approvals", Section(label="", pages=of_both))
        fill(
            "microcredential.body",
            room="credits",
            template="credits/value.html",
            context=slots.value,
        )
        fill(
            "priorities.earned",
            room="credits",
            template="credits/on_priorities.html",
            context=slots.on_priorities,
        )
        fill(
            "page.account",
            room="credits",
            template="credits/account_menu.html",
            context=lambda person, subject: {},
        )
