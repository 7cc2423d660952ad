from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class People(AppConfig):
    name = "assay.people"
    label = "people"

    def ready(self) -> None:
        from assay.people import pieces, policy, subscribers  # noqa: F401 (its ears are on from here)
        from assay.ui.nav import Desk, add_desk
        from assay.ui.slots import fill

        add_desk(
            Desk(name="people", label=_("People"), url_name="people:list", may=policy.can_administer_people, order=90)
        )
        fill("home.side", room="people", template="people/workplace_missing.html", context=pieces.workplace_missing)
        fill("page.account", room="people", template="people/account_menu.html", context=lambda person, subject: {})
