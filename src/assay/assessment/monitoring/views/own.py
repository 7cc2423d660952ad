"""My agreement: an assessor's own picture, over time, with what to look at again."""

from collections.abc import Mapping

from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from assay.assessment import policy
from assay.assessment.agreement.ratings import PROGRAM_SCALE
from assay.assessment.monitoring import wording
from assay.assessment.monitoring.own_picture import own_picture
from assay.assessment.monitoring.pictures import over_time
from assay.lib.http import page_of, spreadsheet
from assay.people.http import SignedInRequest, only_for
from assay.program.policies import AgreementPolicy, in_force
from assay.ui.paging import as_file
from assay.ui.templatetags.ui import level_word


@only_for(policy.is_assessor)
@require_safe
def agreement(request: SignedInRequest) -> HttpResponseBase:
    """One's own figures; nobody else is named."""
    own = own_picture(request.user)
    if request.GET.get("file") == "csv":
        lines = (
            [one.name, one.about, one.at.date().isoformat(), row["criterion"], *_levels(row)]
            for one in own.again
            for row in one.differing
        )
        return spreadsheet("my-agreement", _headings(), lines)
    bar = in_force(AgreementPolicy).bar(len(PROGRAM_SCALE))
    context = {
        "own": own,
        "bar": round(100 * bar),
        "beside": [
            {
                "name": name,
                "same": wording.of_hundred(figure),
                "range": wording.range_of_hundred(figure),
                "n": figure.n,
                "read_as": wording.read_as(figure, bar),
            }
            for name, figure in (
                (_("Beside another reader"), own.others),
                (_("Beside the experts of anchors"), own.experts),
            )
        ],
        "months": over_time("own-months", own.months, bar),
        "criteria": [
            {
                "title": one.title,
                "about": one.about,
                "language": one.language,
                "same": wording.of_hundred(one.figure),
                "range": wording.range_of_hundred(one.figure),
                "n": one.figure.n,
            }
            for one in own.criteria[:10]
        ],
        "page": page_of(own.again, request),
        "download": as_file(request.GET),
    }
    return render(request, "assessment/my_agreement.html", context)


def _levels(row: Mapping[str, str]) -> list[str]:
    return [level_word(row["own"]), level_word(row["other"])]


def _headings() -> list[str]:
    return [
        _("What you read"),
        _("Micro-credential"),
        _("Read twice on"),
        _("Criterion"),
        _("Your level"),
        _("The other level"),
    ]
