from django.apps import AppConfig


class Notices(AppConfig):
    name = "assay.notices"
    label = "notices"

    def ready(self) -> None:
        from assay.notices.assessors import (  # noqa: F401 (registers the listeners)
            anchors,
            attestations,
            feedback,
            reader_requests,
            safety,
            staff,
        )
        from assay.notices.learners import (  # noqa: F401
            cases,
            coaching,
            cohorts,
            colleagues,
            credit,
            exemplars,
            goals,
            needs,
            subscribers,
            versions,
        )
        from assay.notices.programs import (  # noqa: F401
            committee,
            data_sharing,
            exceptions,
            leaves,
            retention,
            vetting,
        )
        from assay.ui.slots import fill

        fill(
            "page.account",
            room="notices",
            template="notices/account_menu.html",
            context=lambda person, subject: {},
        )
