"""The desks of many pages: the assessor's, and the lead's: what runs, who judges, and how well."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from assay.assessment import policy
from assay.ui.desk_pages import DeskPage, Section

ASSESSOR = Section(
    label="",
    pages=(
        DeskPage(_("Your score sheets"), "assessment:desk"),
        DeskPage(_("My agreement"), "assessment:my_agreement"),
        DeskPage(_("Notes on your feedback"), "assessment:feedback_notes"),
        DeskPage(_("Your pay"), "assessment:pay"),
        DeskPage(_("Your share and availability"), "assessment:availability"),
        DeskPage(_("Help from the pool"), "assessment:reader_requests"),
    ),
)
LEAD = (
    Section(
        label=pgettext_lazy("section of a desk", "Work"),
        pages=(
            DeskPage(_("This week"), "assessment:week"),
            DeskPage(_("In progress"), "assessment:lead"),
            DeskPage(_("Similar evidence"), "assessment:similar"),
            DeskPage(_("On hold"), "assessment:holds"),
            DeskPage(_("Confirmations"), "assessment:confirmations"),
            DeskPage(_("Asked again"), "assessment:reopenings"),
            DeskPage(_("Overrides"), "assessment:overrides"),
            DeskPage(_("Appeals"), "assessment:appeals"),
        ),
    ),
    Section(
        label=pgettext_lazy("section of a desk", "Assessors"),
        pages=(
            DeskPage(_("Who may score"), "assessment:assessors"),
            DeskPage(_("Screeners"), "assessment:screeners"),
            DeskPage(_("Load"), "assessment:load"),
            DeskPage(_("Forecast"), "assessment:forecast"),
            DeskPage(_("Help from the pool"), "assessment:reader_requests"),
            DeskPage(_("Conflicts of interest"), "assessment:conflicts"),
            DeskPage(_("Pay"), "assessment:pay_months", policy.keeps_pay),
        ),
    ),
    Section(
        label=pgettext_lazy("section of a desk", "Standards"),
        pages=(
            DeskPage(_("Agreement"), "assessment:agreement"),
            DeskPage(_("Drift"), "assessment:drift"),
            DeskPage(_("Anchors"), "assessment:anchors"),
            DeskPage(_("Feedback to read"), "assessment:feedback_sample"),
            DeskPage(_("Comment bank"), "assessment:comments"),
        ),
    ),
)

EVIDENCE = (
    Section(
        label="",
        pages=(
            DeskPage(_("Open evidence"), "assessment:inspections"),
            DeskPage(_("Safety reports"), "assessment:safety_reports"),
            DeskPage(_("Retention"), "evidence:retention"),
            DeskPage(_("Storage"), "evidence:storage"),
        ),
    ),
)
