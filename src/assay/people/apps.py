from typing import TYPE_CHECKING

from django.apps import AppConfig
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from assay.ui.desk_pages import DeskPage


class People(AppConfig):
    name = "assay.people"
    label = "people"

    def ready(self) -> None:
        from assay.people import (
            policy,
            setup,
            slots,
            subscribers,  # noqa: F401 (its ears are on from here)
        )
        from assay.ui.desk_pages import Section, lay_out
        from assay.ui.nav import Desk, add_desk
        from assay.ui.slots import fill
        from assay.ui.work import announce

        _refuse_unknown_roles()
        announce("people", slots.work)
        add_desk(
            Desk(
                name="people",
                label=_("People"),
                url_name="people:list",
                may=policy.can_administer_people,
                order=90,
            )
        )
        for step in (
            setup.SetupStep(
                name="organization",
                title=_("Your organization"),
                order=10,
                done=setup.has_departments,
                template="people/setup_organization.html",
                context=setup.organization_step,
            ),
            setup.SetupStep(
                name="people",
                title=_("People"),
                order=50,
                done=setup.people_are_asked,
                template="people/setup_people.html",
                context=setup.people_step,
            ),
        ):
            setup.add_step(step)
        lay_out("people", Section(label="", pages=_pages()))
        fill(
            "home.side",
            room="people",
            template="people/workplace_missing.html",
            context=slots.workplace_missing,
        )
        fill(
            "page.account",
            room="people",
            template="people/account_menu.html",
            context=lambda person, subject: {},
        )
        fill(
            "page.top",
            room="people",
            template="people/second_factor_bar.html",
            context=slots.second_factor_bar,
        )


def _pages() -> tuple["DeskPage", ...]:
    from assay.people import policy
    from assay.ui.desk_pages import DeskPage

    return (
        DeskPage(_("People"), "people:list"),
        DeskPage(_("Invitations"), "people:invitations"),
        DeskPage(_("Organizations"), "people:organizations"),
        DeskPage(_("Agreements"), "people:data-sharing", policy.can_see_agreements),
        # E-mails are looked after by those who may read the record, so it is asked once for both.
        DeskPage(_("E-mails"), "people:letters", policy.can_read_record),
        DeskPage(_("Record"), "people:record", policy.can_read_record),
        DeskPage(_("Security"), "people:security"),
    )


def _refuse_unknown_roles() -> None:
    """A role misspelt in the settings would guard nothing, without a word."""
    from assay.people.models import Role

    unknown = sorted(set(settings.SECOND_FACTOR_ROLES) - set(Role.values))
    if unknown:
        ours = ", ".join(Role.values)
        raise ImproperlyConfigured(
            f"ASSAY_SECOND_FACTOR_ROLES names no role: {', '.join(unknown)}. There are: {ours}."
        )
