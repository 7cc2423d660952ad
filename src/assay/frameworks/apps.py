from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Frameworks(AppConfig):
    name = "assay.frameworks"
    label = "frameworks"

    def ready(self) -> None:
        from assay.frameworks import policy
        from assay.ui.desk_pages import DeskPage, add_page

        add_page(
            "program", DeskPage(_("Priorities"), "frameworks:ranking", policy.can_read_ranking)
        )
