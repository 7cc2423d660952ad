from django.apps import AppConfig
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _


class People(AppConfig):
    name = "assay.people"
    label = "people"

    def ready(self) -> None:
        from assay.people import policy, slots, subscribers  # noqa: F401 (its ears are on from here)
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


def _refuse_unknown_roles() -> None:
    """A role misspelt in the settings would guard nothing, without a word."""
    from assay.people.models import Role

    unknown = sorted(set(settings.SECOND_FACTOR_ROLES) - set(Role.values))
    if unknown:
        ours = ", ".join(Role.values)
        raise ImproperlyConfigured(
            f"ASSAY_SECOND_FACTOR_ROLES names no role: {', '.join(unknown)}. There are: {ours}."
        )
