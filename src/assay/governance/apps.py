from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Governance(AppConfig):
    name = "assay.governance"
    label = "governance"

    def ready(self) -> None:
        from assay.governance import policy
        from assay.ui.nav import Desk, add_desk

        add_desk(
            Desk(
                name="committee",
                label=_("Committee"),
                url_name="governance:index",
                may=policy.has_desk,
                order=62,
            )
        )
