"""The way out that stands in each e-mail about a discussion: an address that nobody can guess, for one digest."""

from django.core import signing
from django.urls import reverse

from assay.community.models import Digest

_SALT = "assay.community.digest"


def ending_path(digest: Digest) -> str:
    """The path of the page that ends it by one press."""
    return reverse("community:digest_ending", args=[signing.dumps(digest.pk, salt=_SALT)])


def digest_of(token: str) -> Digest | None:
    """The digest of such a link; None where it has ended. Raises BadSignature for an invented one."""
    return Digest.objects.filter(pk=signing.loads(token, salt=_SALT)).first()
