"""Every sentence a verification can say, by its code: English sources, for a principal who knows nothing of badges.

The product translates by code. Reasons that are exceptions bring their sentence along from `errors.py`.
"""

from typing import Final

from badgecore import errors


def _of_errors() -> dict[str, str]:
    found, rest = dict[str, str](), [errors.BadgeError]
    while rest:
        reason = rest.pop()
        found[reason.code] = reason.sentence
        rest += reason.__subclasses__()
    return found


STEP_TITLES: Final[dict[str, str]] = {
    "file": "The file",
    "form": "Its form",
    "vocabulary": "Its vocabulary",
    "rules": "The published rules",
    "signature": "The signature",
    "issuer": "Who issued it",
    "dates": "The dates",
    "status": "Whether it was withdrawn",
    "resources": "What it refers to",
    "recipient": "Who it belongs to",
    "newer": "Whether there is a newer one",
    "endorsements": "Its endorsements",
    "contents": "The badges inside",
    "holder": "Who presents them",
}

VERDICTS: Final[dict[str, str]] = {
    "valid": "This badge is genuine and in force.",
    "no-badge": "No badge could be read here.",
    "unsigned": "This badge is not signed: anyone could have made it.",
    "not-valid": "Do not rely on this badge: something about it is not right.",
    "revoked": "The issuer has withdrawn this badge.",
    "suspended": "The issuer has suspended this badge for now.",
    "expired": "This badge has expired.",
    "not-yet-valid": "This badge is not in force yet.",
    "someone-else": "This badge was awarded to someone else.",
    "superseded": "The issuer has replaced this badge with a newer one.",
    "unvouched": "This badge is unchanged since it was signed, but no one vouches for its issuer.",
    "several-valid": "Every badge in this file is genuine and in force.",
    "several": "Not every badge in this file can be relied on.",
    "unclear": "We found nothing wrong with this badge, but not everything could be checked.",
    "unclear-signature": "Whether its issuer made this badge could not be checked: it is a claim and no more.",
}

# What to do next, for whoever has to decide about the person who brought the badge.
ADVICE: Final[dict[str, str]] = {
    "valid": "Every check passed a moment ago.",
    "several-valid": "Every check of every one passed a moment ago.",
    "no-badge": "Ask for the badge file or for the address of its page.",
    "unsigned": "Ask for the file that the issuer signed, or ask the issuer.",
    "not-valid": "Ask the person for the badge again, from where they first got it, or ask the issuer.",
    "revoked": "It no longer counts. The issuer knows why.",
    "suspended": "It does not count for now. Ask the issuer, or check it again later.",
    "expired": "It counted until its last day and does not count today. Ask whether it was renewed.",
    "not-yet-valid": "It begins to count on a later day. Check it again then.",
    "someone-else": "The address you gave is not the one it was awarded to. Ask the person which address they used.",
    "superseded": "This copy is unchanged, but it is no longer the newest. Ask for the newer one.",
    "unvouched": "Anyone can make a key, and write any name beside it. Ask the issuer it names.",
    "unclear": "What had no answer says nothing against the badge. Check it again later, or ask the issuer.",
    "unclear-signature": "Ask the issuer it names, or check it again later.",
    "several": "Each badge is told by itself below.",
}

SENTENCES: Final[dict[str, str]] = _of_errors() | {
    # file
    "file-opened": "It came inside something else, such as a wallet's export; the badge inside is what was checked.",
    "file-named": "What you brought is no badge. It names this one, which is what was checked: compare the two.",
    "file-several": "There are several badges in it. Each was checked by itself.",
    "file-read": "We could read the badge in this file.",
    # form
    "form-right": "The badge has the form its standard asks for.",
    # vocabulary
    "vocabulary-known": "We know the vocabulary the badge is written in.",
    # rules
    "rules-kept": "The badge follows the published rules of its standard.",
    "rules-breached": "The badge leaves the published rules of its standard in places; other tools may refuse it.",
    "rules-empty": "The badge holds an empty list, which the rules of its standard do not allow. It changes nothing.",
    "rules-unknown": "The badge asks to be held against rules that we do not have.",
    # signature
    "signature-right": "The signature is right: nothing was changed since the badge was signed.",
    "signature-missing": "The badge is not signed, so anyone could have made it.",
    "signature-by-secret": "It is sealed with a secret that everyone who checks it must know, which is no signature.",
    "signature-of-holder": "Whoever presents the badge signed for it.",
    "signature-key-unknown": "The signing key could not be found, so we cannot tell whether the badge was changed.",
    "signature-expired": "The signature was made for a limited time, and that time is over.",
    "signature-early": "The signature bears a time that has not come yet.",
    "signature-purpose": "The signature was made for another purpose than issuing a badge.",
    "not-signed-hosted": "Badges of this kind are not signed; the issuer's own copy is what counts.",
    "hosted-copy-same": "The issuer's own copy on the web says the same as this one.",
    "hosted-copy-differs": "The issuer's own copy on the web says something other than this one.",
    # issuer
    "issuer-confirmed": "The issuer confirms that the signing key is its own.",
    "issuer-trusted": "Whoever asked for this check vouches for the signing key.",
    "issuer-claimed": "Without a signature that holds, the name of the issuer is only what the badge claims.",
    "issuer-never-issued": "It claims to be one of ours, but we never issued it.",
    "issuer-issued-another": "It claims to be one of ours: we issued a badge with this id, and this is not it.",
    "issuer-unrecorded": "It is signed with a key of ours, but it is not in our records.",
    "issuer-in-key": "The issuer is named by the signing key itself: we know it is the same signer, not who that is.",
    "issuer-unconfirmed": "The issuer named in the badge does not say that the signing key is its own.",
    "issuer-nameless": "The badge names its issuer in a way that no one can confirm.",
    "issuer-mismatch": "The badge was signed with someone else's key, not with the issuer's.",
    "issuer-key-over": "The signing key is no longer in use: the issuer has withdrawn it or it has expired.",
    "issuer-hosted": "The badge, its description and its issuer are kept at the same place on the web.",
    "issuer-elsewhere": "The badge is kept at a place that its issuer does not name as its own.",
    # dates
    "in-force": "The badge is in force today.",
    "expired": "The badge has expired.",
    "not-yet-valid": "The badge comes into force later.",
    "dates-claimed": "Without a signature that holds, its dates are only what the badge claims.",
    # status
    "not-revoked": "The issuer has not withdrawn the badge.",
    "status-none": "The badge names no list of withdrawn badges, so no one can see whether it was withdrawn.",
    "revoked": "The issuer has withdrawn the badge.",
    "suspended": "The issuer has suspended the badge.",
    "status-not-looked-up": "We did not ask whether it was withdrawn, because the signature could not be confirmed.",
    "status-unknown": "The badge uses a way of announcing withdrawals that we cannot read.",
    "status-list-not-genuine": "The list of withdrawn badges is not genuine, so we cannot tell whether this is on it.",
    "status-list-foreign": "The list of withdrawn badges is kept by another party than the issuer, who points to it.",
    "status-list-unclear": "The list of withdrawn badges could not be fully checked itself.",
    "status-list-expired": "The list of withdrawn badges is out of date, so we cannot tell whether this one is on it.",
    "status-message": "The issuer has left a note about this badge.",
    # resources
    "resources-same": "The documents the badge refers to are unchanged.",
    "resources-changed": "A document the badge refers to was changed since.",
    "resources-unclear": "A document the badge refers to is named with a check value that we cannot read.",
    # recipient
    "recipient-same": "The badge was awarded to the person you asked about.",
    "recipient-other": "The badge was awarded to someone else than the person you asked about.",
    "recipient-claimed": "It names the person you asked about, but without a signature that holds it is only a claim.",
    "recipient-unknown": "The badge does not say to which address it was awarded, so we cannot compare.",
    # newer
    "superseded": "The issuer has replaced the badge with a newer one.",
    "newest": "This is the newest form of the badge.",
    # presentations
    "presentation-right": "The presentation has the form its standard asks for.",
    "holder-confirmed": "The person who presents the badges has signed that they do.",
    "challenge-other": "The presentation was made for another occasion.",
    # endorsements
    "endorsements-genuine": "Every endorsement in the badge is genuine.",
    "endorsements-not-genuine": "An endorsement in the badge is not genuine, or speaks of something else.",
    "endorsements-over": "An endorsement in the badge was withdrawn or is out of date.",
    "endorsement-elsewhere": "This endorsement was written about something else, not about this.",
    "endorsements-unvouched": "Every endorsement in the badge is unchanged, but no one vouches for who wrote one.",
    "endorsements-unclear": "Not every endorsement in the badge could be checked.",
    # contents
    "contents-genuine": "Every badge inside is genuine.",
    "contents-not-genuine": "A badge inside is not genuine.",
    "contents-over": "A badge inside is no longer in force.",
    "contents-unvouched": "Every badge inside is unchanged, but no one vouches for who issued one.",
    "contents-unclear": "Not every badge inside could be checked.",
}
