from django.apps import AppConfig


class Notices(AppConfig):
    name = "assay.notices"
    label = "notices"

    def ready(self) -> None:
        from assay.notices import (  # noqa: F401 (registers the listeners)
            anchors,
            attestations,
            cases,
            committee,
            credit,
            data_sharing,
            exceptions,
            feedback,
            leaves,
            needs,
            reader_requests,
            safety,
            staff,
            subscribers,
            versions,
            vetting,
        )
        from assay.ui.slots import fill

        fill(
            "page.account",
            room="notices",
            template="notices/account_menu.html",
            context=lambda person, subject: {},
        )
