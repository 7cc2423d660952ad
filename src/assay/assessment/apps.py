from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Assessment(AppConfig):
    name = "assay.assessment"
    label = "assessment"

    def ready(self) -> None:
        from assay.assessment import keepers, policy, slots, waiting
        from assay.assessment import subscribers as subscribers  # listens from here on
        from assay.assessment.desks import pages
        from assay.assessment.models import Assessor
        from assay.assessment.waiting.state_counts import by_state
        from assay.catalog.public import turnaround
        from assay.evidence.keepers import keep
        from assay.evidence.openings.listing import tell_reasons
        from assay.ui.desk_pages import lay_out
        from assay.ui.nav import Desk, add_desk
        from assay.ui.slots import fill
        from assay.ui.work import announce

        desks = (
            ("assessing", _("Assessor"), "assessment:desk", policy.is_assessor, 20),
            ("screening", _("Screening"), "assessment:screening", policy.is_screener, 25),
            ("lead", _("Lead assessor"), "assessment:lead", policy.is_lead, 30),
            (
                "readers",
                _("Help from the pool"),
                "assessment:reader_requests",
                policy.heads_only,
                32,
            ),
            ("appeals", _("Appeals"), "assessment:appeals", policy.is_chair, 35),
            ("release", _("Release"), "assessment:release", policy.is_approver, 40),
            ("pay", _("Pay"), "assessment:pay_months", policy.keeps_pay, 67),
            ("inspections", _("Evidence"), "assessment:inspections", policy.guards_somewhere, 85),
        )
        for name, label, url_name, may, order in desks:
            add_desk(Desk(name=name, label=label, url_name=url_name, may=may, order=order))
        lay_out("assessing", pages.ASSESSOR)
        lay_out("lead", *pages.LEAD)
        lay_out("inspections", *pages.EVIDENCE)
        turnaround.answered_by(Assessor.objects.enough_for)
        announce("assessment", waiting.kinds)
        keep(keepers.still_needed)
        fill("home.pool", room="assessment", template="assessment/pool.html", context=by_state)
        fill(
            "submission.status",
            room="assessment",
            template="assessment/status.html",
            context=slots.status,
        )
        fill(
            "submission.status",
            room="assessment",
            template="assessment/status_hold.html",
            context=slots.on_hold,
        )
        fill(
            "submission.status",
            room="assessment",
            template="assessment/status_confirmation.html",
            context=slots.confirmation,
        )
        fill(
            "submission.status",
            room="assessment",
            template="assessment/opened.html",
            context=slots.opened,
        )
        tell_reasons(slots.stated_reasons)
        fill(
            "submission.status",
            room="assessment",
            template="assessment/permission.html",
            context=slots.permission,
        )
        fill(
            "home.asked",
            room="assessment",
            template="assessment/asked_of_me.html",
            context=slots.asked_to_confirm,
        )
        fill("award.next", room="assessment", template="assessment/offer.html", context=slots.offer)
        fill(
            "microcredential.side",
            room="assessment",
            template="assessment/side.html",
            context=slots.who_assesses,
            alone=True,
        )
