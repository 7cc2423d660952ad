"""Taking a badge to other sites: LinkedIn's fields, the snippet for a blog, what oEmbed answers."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.conf import settings
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from assay.credentials import addresses
from assay.credentials.badge import pictures
from assay.credentials.models import Award
from assay.people.models import Organization
from assay.ui.appearance import program_name

WIDTH, HEIGHT = 480, 220
LEAST_WIDTH, LEAST_HEIGHT = 220, 120


def linkedin_url(award: Award) -> str:
    """LinkedIn's form for a certification, every field filled in; months count from 1."""
    fields = {
        "startTask": "CERTIFICATION_NAME",
        "name": award.version.title,
        **_organization(award.issuer),
        "issueYear": str(award.earned_on.year),
        "issueMonth": str(award.earned_on.month),
        "certUrl": addresses.badge(award.pk),
        "certId": str(award.pk),
    }
    return f"https://www.linkedin.com/profile/add?{urlencode(fields)}"


def _organization(issuer: Organization) -> dict[str, str]:
    """By its number LinkedIn shows the issuer's page and mark beside the certification, by its name the name alone."""
    number = settings.LINKEDIN_ORGANIZATIONS.get(issuer.ident)
    return {"organizationId": number} if number else {"organizationName": issuer.name}


@dataclass(frozen=True, slots=True, kw_only=True)
class Snippets:
    """Two ways to put a badge on a page: framed, and for sites that take frames away."""

    frame: SafeString
    picture: SafeString


def snippets(award: Award) -> Snippets:
    address, title = addresses.badge(award.pk), _title(award)
    picture = format_html(
        '<a href="{}"><img src="{}" alt="{}" width="160" height="160"></a>',
        address,
        addresses.art(award.version, year=award.earned_on.year),
        title,
    )
    return Snippets(frame=frame(award, WIDTH, HEIGHT), picture=picture)


def frame(award: Award, width: int, height: int) -> SafeString:
    """An iframe without script, that may open links and nothing more."""
    return format_html(
        '<iframe src="{}embed/" title="{}" width="{}" height="{}" style="border:0;max-width:100%" loading="lazy" '
        'sandbox="allow-popups allow-popups-to-escape-sandbox"></iframe>',
        addresses.badge(award.pk),
        _title(award),
        width,
        height,
    )


def oembed(award: Award, *, max_width: int | None, max_height: int | None) -> dict[str, object]:
    """The answer of oEmbed 1.0, type rich, within what the caller has room for."""
    width = max(LEAST_WIDTH, min(WIDTH, max_width or WIDTH))
    height = max(LEAST_HEIGHT, min(HEIGHT, max_height or HEIGHT))
    side = pictures.SIDE_PX
    fits = side <= min(max_width or side, max_height or side)
    return {
        "version": "1.0",
        "type": "rich",
        "title": _title(award),
        "author_name": award.name_as_issued,
        "provider_name": program_name(),
        "provider_url": settings.BASE_URL,
        "html": str(
            frame(award, min(width, max_width or width), min(height, max_height or height))
        ),
        "width": min(width, max_width or width),
        "height": min(height, max_height or height),
        "cache_age": 300 if award.revoked else 3600,
        **(
            {
                "thumbnail_url": addresses.art(award.version, year=award.earned_on.year),
                "thumbnail_width": side,
                "thumbnail_height": side,
            }
            if fits and not award.revoked
            else {}
        ),
    }


def _title(award: Award) -> str:
    if award.revoked:
        return _("%(title)s, withdrawn by its issuer") % {"title": award.version.title}
    said = {"title": award.version.title, "name": award.name_as_issued}
    if award.version.in_pilot:
        return _("%(title)s (pilot), earned by %(name)s") % said
    return _("%(title)s, earned by %(name)s") % said
