"""What several policies say in the same words."""

from django.utils.translation import gettext_lazy as _

from assay.program.policy_fields import say_common


def describe_all() -> None:
    """Why no program sets these for itself."""
    pool = _(
        "Assessors read for several programs from one list, so it is the same for all of them."
    )
    say_common("assessment", pool)
    say_common("screening", pool)
    say_common(
        "assessor",
        _(
            "A certified assessor may read for several programs, and each relies on the certification."
        ),
    )
    say_common("agreement", _("Programs are compared by how often assessors agree, with one bar."))
