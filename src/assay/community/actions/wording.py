"""Words that one writes to colleagues, as they are kept."""

from django.utils.translation import gettext as _

from assay.lib.errors import BadInput
from assay.lib.wording import clean


def said(text: str, *, most: int, field: str = "text") -> str:
    """The words, cleaned. Raises BadInput for none, or for more characters than `most`."""
    words, message = clean(text).strip(), ""
    if not words:
        message = _("Write something first.")
    elif len(words) > most:
        message = _("Keep it to %(n)d characters.") % {"n": most}
    if message:
        raise BadInput(message, fields={field: message})
    return words
