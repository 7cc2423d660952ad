"""Why a submission was given back as incomplete: kept as codes, put into words in the language of its reader."""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext_lazy as _

from assay.catalog.content.nouns import Content

#: The list a screener picks from (field guide, 4b), each with a free line.
REASONS = {
    "item_missing": _("An item is missing"),
    "not_legible": _("It cannot be read, seen or heard"),
    "link_closed": _("A link does not open"),
    "over_limit": _("It is over a limit"),
    "wrong_place": _("This belongs in another place"),
    "name_visible": _("A student’s name can be seen or heard"),
    "consent_missing": _("A face or voice without permission"),
    "consent_incomplete": _("The consent record is incomplete"),
    "not_real_practice": _("It is not from real practice"),
    "language": _("It is in a language the assessors cannot read"),
}


#: What a program's rule on AI does not allow, as it stands under the question how AI was used.
NOT_ALLOWED = {
    "fabricated_evidence": _("evidence that is made up"),
    "generated_reflection": _("a reflection that a tool wrote"),
    "entering_student_information_in_unapproved_tools": _(
        "student information typed into a tool that your district has not approved"
    ),
}


def not_allowed_in_words(codes: Sequence[str]) -> list[str]:
    """The codes of a policy in words; one that nobody here knows as it is written."""
    return [str(NOT_ALLOWED.get(code, code.replace("_", " "))) for code in codes]


def in_words(reason: Mapping[str, str] | str, content: Content) -> str:
    """The reason as a sentence: where, what, the screener's own line. Older rows are words already."""
    if isinstance(reason, str):
        return reason
    item, prompt = content.item(reason["step"]), content.prompt(reason["step"])
    where = item.title if item else prompt.text if prompt else ""
    words = str(REASONS[reason["code"]])
    said = f"{where}: {words}" if where else words
    return f"{said}. {reason['line']}" if reason["line"] else f"{said}."
