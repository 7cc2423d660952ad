"""What a check of a badge says to a person, by the code of badgecore; here so that it can be translated.

Written by `scripts/sentences.py`; a test holds this table against badgecore's own English, code by code.
"""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = str | Promise

VERDICTS: dict[str, Words] = {
    "valid": _("This badge is genuine and in force."),
    "no-badge": _("No badge could be read here."),
    "unsigned": _("This badge is not signed: anyone could have made it."),
    "not-valid": _("Do not rely on this badge: something about it is not right."),
    "revoked": _("The issuer has withdrawn this badge."),
    "suspended": _("The issuer has suspended this badge for now."),
    "expired": _("This badge has expired."),
    "not-yet-valid": _("This badge is not in force yet."),
    "someone-else": _("This badge was awarded to someone else."),
    "superseded": _("The issuer has replaced this badge with a newer one."),
    "unvouched": _(
        "This badge is unchanged since it was signed, but no one vouches for its issuer."
    ),
    "several-valid": _("Every badge in this file is genuine and in force."),
    "several": _("Not every badge in this file can be relied on."),
    "unclear": _("We found nothing wrong with this badge, but not everything could be checked."),
    "unclear-signature": _(
        "Whether its issuer made this badge could not be checked: it is a claim and no more."
    ),
}

ADVICE: dict[str, Words] = {
    "valid": _("Every check passed a moment ago."),
    "several-valid": _("Every check of every one passed a moment ago."),
    "no-badge": _("Ask for the badge file or for the address of its page."),
    "unsigned": _("Ask for the file that the issuer signed, or ask the issuer."),
    "not-valid": _(
        "Ask the person for the badge again, from where they first got it, or ask the issuer."
    ),
    "revoked": _("It no longer counts. The issuer knows why."),
    "suspended": _("It does not count for now. Ask the issuer, or check it again later."),
    "expired": _(
        "It counted until its last day and does not count today. Ask whether it was renewed."
    ),
    "not-yet-valid": _("It begins to count on a later day. Check it again then."),
    "someone-else": _(
        "The address you gave is not the one it was awarded to. Ask the person which"
        " address they used."
    ),
    "superseded": _(
        "This copy is unchanged, but it is no longer the newest. Ask for the newer one."
    ),
    "unvouched": _("Anyone can make a key, and write any name beside it. Ask the issuer it names."),
    "unclear": _(
        "What had no answer says nothing against the badge. Check it again later, or ask the issuer."
    ),
    "unclear-signature": _("Ask the issuer it names, or check it again later."),
    "several": _("Each badge is told by itself below."),
}

STEPS: dict[str, Words] = {
    "file": _("The file"),
    "form": _("Its form"),
    "vocabulary": _("Its vocabulary"),
    "rules": _("The published rules"),
    "signature": _("The signature"),
    "issuer": _("Who issued it"),
    "dates": _("The dates"),
    "status": _("Whether it was withdrawn"),
    "resources": _("What it refers to"),
    "recipient": _("Who it belongs to"),
    "newer": _("Whether there is a newer one"),
    "endorsements": _("Its endorsements"),
    "contents": _("The badges inside"),
    "holder": _("Who presents them"),
}

SENTENCES: dict[str, Words] = {
    "badge-error": _("Something about this badge could not be handled."),
    "image-has-script": _(
        "This picture contains a program or fetches something from elsewhere, so it"
        " cannot carry a badge."
    ),
    "baked-twice": _(
        "This picture contains more than one badge, so it is not clear which one counts."
    ),
    "already-baked": _("This picture already contains a badge."),
    "nothing-baked": _(
        "This picture does not contain a badge. Chats and screenshots lose it: ask for"
        " the original file or for the address of the badge's page."
    ),
    "image-wrong": _("This picture is damaged or is not the kind of file its name says."),
    "status-out-of-range": _(
        "The badge points to a place that the issuer's list of withdrawn badges does not have."
    ),
    "status-wrong": _(
        "The issuer's list of withdrawn badges is not in the form its standard asks for."
    ),
    "status-list-other": _(
        "The list that the badge names is about something other than the badge says."
    ),
    "status-list-short": _(
        "The issuer's list of withdrawn badges is shorter than its standard allows, but"
        " what it says was read."
    ),
    "could-not-fetch": _("A document that is needed for this check could not be fetched."),
    "method-not-allowed": _(
        "The key that signed this badge is the issuer's, but the issuer does not use it"
        " for signing badges."
    ),
    "method-missing": _("The issuer does not list the key that signed this badge."),
    "did-host-refused": _(
        "The issuer's address points into a private network, so it was not looked up."
    ),
    "did-unknown": _("The issuer is named in a way that we cannot look up."),
    "did-wrong": _("The address that names the issuer is not well formed."),
    "proof-unknown": _("The badge is signed in a way that we cannot check."),
    "proof-wrong": _("The signature part of the badge is not in the form its standard asks for."),
    "bad-signature": _(
        "The signature does not match: the badge was changed after it was signed, or"
        " someone else signed it."
    ),
    "key-wrong": _("The signing key is not one that can be used here."),
    "not-preparable": _("Badges of this form cannot be prepared in bulk."),
    "schema-wrong": _("The badge does not follow the published rules for its form."),
    "too-complex": _("The badge is built in a way that takes too much work to check."),
    "context-unknown": _(
        "The badge uses a vocabulary that we do not know, so we cannot tell what it says."
    ),
    "reference-relative": _(
        "The badge uses an address or a type that is not complete, so no signature can cover it."
    ),
    "term-unknown": _(
        "The badge says something that its vocabulary does not define, so no signature can cover it."
    ),
    "text-refused": _("The badge holds text with characters that do not belong in it."),
    "shape-wrong": _("The badge does not have the form its standard asks for."),
    "not-a-badge": _("This file is not a digital badge."),
    "number-instead": _(
        "This is a number, which anyone can write. Ask for the badge file or the address "
        "of its page."
    ),
    "paper-instead": _(
        "This is a certificate or another document, which holds no signature. Paste the"
        " address that is printed on it, or ask for the badge file."
    ),
    "photo-instead": _(
        "This is a photo or a screenshot, not the badge. Ask for the badge file or the"
        " address of its page."
    ),
    "page-instead": _(
        "This is a web page, not the badge itself. Open the page and download the badge"
        " there, or paste the page's address."
    ),
    "too-large": _("This file is larger than any badge needs to be, so it was not read."),
    "not-json": _("This is not a badge file we can read: its contents are not valid JSON."),
    "file-opened": _(
        "It came inside something else, such as a wallet's export; the badge inside is"
        " what was checked."
    ),
    "file-named": _(
        "What you brought is no badge. It names this one, which is what was checked: compare the two."
    ),
    "file-several": _("There are several badges in it. Each was checked by itself."),
    "file-read": _("We could read the badge in this file."),
    "form-right": _("The badge has the form its standard asks for."),
    "vocabulary-known": _("We know the vocabulary the badge is written in."),
    "rules-kept": _("The badge follows the published rules of its standard."),
    "rules-breached": _(
        "The badge leaves the published rules of its standard in places; other tools may refuse it."
    ),
    "rules-empty": _(
        "The badge holds an empty list, which the rules of its standard do not allow. It"
        " changes nothing."
    ),
    "rules-unknown": _("The badge asks to be held against rules that we do not have."),
    "signature-right": _("The signature is right: nothing was changed since the badge was signed."),
    "signature-missing": _("The badge is not signed, so anyone could have made it."),
    "signature-by-secret": _(
        "It is sealed with a secret that everyone who checks it must know, which is no signature."
    ),
    "signature-of-holder": _("Whoever presents the badge signed for it."),
    "signature-key-unknown": _(
        "The signing key could not be found, so we cannot tell whether the badge was changed."
    ),
    "signature-expired": _("The signature was made for a limited time, and that time is over."),
    "signature-early": _("The signature bears a time that has not come yet."),
    "signature-purpose": _("The signature was made for another purpose than issuing a badge."),
    "not-signed-hosted": _(
        "Badges of this kind are not signed; the issuer's own copy is what counts."
    ),
    "hosted-copy-same": _("The issuer's own copy on the web says the same as this one."),
    "hosted-copy-differs": _(
        "The issuer's own copy on the web says something other than this one."
    ),
    "issuer-confirmed": _("The issuer confirms that the signing key is its own."),
    "issuer-trusted": _("Whoever asked for this check vouches for the signing key."),
    "issuer-claimed": _(
        "Without a signature that holds, the name of the issuer is only what the badge claims."
    ),
    "issuer-never-issued": _("It claims to be one of ours, but we never issued it."),
    "issuer-issued-another": _(
        "It claims to be one of ours: we issued a badge with this id, and this is not it."
    ),
    "issuer-unrecorded": _("It is signed with a key of ours, but it is not in our records."),
    "issuer-in-key": _(
        "The issuer is named by the signing key itself: we know it is the same signer,"
        " not who that is."
    ),
    "issuer-unconfirmed": _(
        "The issuer named in the badge does not say that the signing key is its own."
    ),
    "issuer-nameless": _("The badge names its issuer in a way that no one can confirm."),
    "issuer-mismatch": _("The badge was signed with someone else's key, not with the issuer's."),
    "issuer-key-over": _(
        "The signing key is no longer in use: the issuer has withdrawn it or it has expired."
    ),
    "issuer-hosted": _(
        "The badge, its description and its issuer are kept at the same place on the web."
    ),
    "issuer-elsewhere": _("The badge is kept at a place that its issuer does not name as its own."),
    "in-force": _("The badge is in force today."),
    "expired": _("The badge has expired."),
    "not-yet-valid": _("The badge comes into force later."),
    "dates-claimed": _("Without a signature that holds, its dates are only what the badge claims."),
    "not-revoked": _("The issuer has not withdrawn the badge."),
    "status-none": _(
        "The badge names no list of withdrawn badges, so no one can see whether it was withdrawn."
    ),
    "revoked": _("The issuer has withdrawn the badge."),
    "suspended": _("The issuer has suspended the badge."),
    "status-not-looked-up": _(
        "We did not ask whether it was withdrawn, because the signature could not be confirmed."
    ),
    "status-unknown": _("The badge uses a way of announcing withdrawals that we cannot read."),
    "status-list-not-genuine": _(
        "The list of withdrawn badges is not genuine, so we cannot tell whether this is on it."
    ),
    "status-list-foreign": _(
        "The list of withdrawn badges is kept by another party than the issuer, who points to it."
    ),
    "status-list-unclear": _("The list of withdrawn badges could not be fully checked itself."),
    "status-list-expired": _(
        "The list of withdrawn badges is out of date, so we cannot tell whether this one is on it."
    ),
    "status-message": _("The issuer has left a note about this badge."),
    "resources-same": _("The documents the badge refers to are unchanged."),
    "resources-changed": _("A document the badge refers to was changed since."),
    "resources-unclear": _(
        "A document the badge refers to is named with a check value that we cannot read."
    ),
    "recipient-same": _("The badge was awarded to the person you asked about."),
    "recipient-other": _("The badge was awarded to someone else than the person you asked about."),
    "recipient-claimed": _(
        "It names the person you asked about, but without a signature that holds it is"
        " only a claim."
    ),
    "recipient-unknown": _(
        "The badge does not say to which address it was awarded, so we cannot compare."
    ),
    "superseded": _("The issuer has replaced the badge with a newer one."),
    "newest": _("This is the newest form of the badge."),
    "presentation-right": _("The presentation has the form its standard asks for."),
    "holder-confirmed": _("The person who presents the badges has signed that they do."),
    "challenge-other": _("The presentation was made for another occasion."),
    "endorsements-genuine": _("Every endorsement in the badge is genuine."),
    "endorsements-not-genuine": _(
        "An endorsement in the badge is not genuine, or speaks of something else."
    ),
    "endorsements-over": _("An endorsement in the badge was withdrawn or is out of date."),
    "endorsement-elsewhere": _(
        "This endorsement was written about something else, not about this."
    ),
    "endorsements-unvouched": _(
        "Every endorsement in the badge is unchanged, but no one vouches for who wrote one."
    ),
    "endorsements-unclear": _("Not every endorsement in the badge could be checked."),
    "contents-genuine": _("Every badge inside is genuine."),
    "contents-not-genuine": _("A badge inside is not genuine."),
    "contents-over": _("A badge inside is no longer in force."),
    "contents-unvouched": _(
        "Every badge inside is unchanged, but no one vouches for who issued one."
    ),
    "contents-unclear": _("Not every badge inside could be checked."),
}
