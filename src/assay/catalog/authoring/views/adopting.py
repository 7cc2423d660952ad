"""Making starters a department's own."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from assay.catalog import actions, policy
from assay.lib.http import return_address
from assay.lib.wording import whole_number
from assay.people.http import SignedInRequest, only_for
from assay.people.models import Organization


@only_for(policy.may_author_somewhere)
@require_POST
def adopt(request: SignedInRequest) -> HttpResponse:
    mine = [place.pk for place in policy.departments_of(request.user)]
    places = Organization.objects.current().filter(pk__in=mine)
    owner = get_object_or_404(places, pk=whole_number(request.POST.get("owner", "")) or 0)
    made = actions.adopt(request.POST.getlist("starter"), owner, by=request.user)
    if made:
        words = ngettext(
            "%(n)s draft is yours now.",
            "%(n)s drafts are yours now.",
            len(made),
        )
        messages.success(request, words % {"n": len(made)})
    else:
        messages.info(request, _("They were already here."))
    return redirect(return_address(request, reverse("catalog:authoring")))
