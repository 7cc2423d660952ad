from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Program(AppConfig):
    name = "assay.program"
    label = "program"

    def ready(self) -> None:
        from assay.program import policy
        from assay.ui.nav import Desk, add_desk

        add_desk(
            Desk(
                name="needs",
                label=_("Needs"),
                url_name="program:needs",
                may=policy.can_read_needs,
                order=95,
            )
        )
