from django.apps import AppConfig


class Journeys(AppConfig):
    name = "assay.journeys"
    label = "journeys"

    def ready(self) -> None:
        from assay.journeys import slots
        from assay.ui.slots import fill

        fill(
            "microcredential.side",
            room="journeys",
            template="journeys/beside_micro_credential.html",
            context=slots.beside_micro_credential,
        )
        fill(
            "home.side", room="journeys", template="journeys/proposed.html", context=slots.proposed
        )
        fill(
            "page.account",
            room="journeys",
            template="journeys/log_menu.html",
            context=lambda person, subject: {},
        )
        fill(
            "award.next",
            room="journeys",
            template="journeys/after_award.html",
            context=slots.after_award,
        )
