"""Names for things that leave the house: random, short, easy to read aloud."""

import secrets

# Crockford's letters without those that are mistaken for each other or spell words.
_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def submission_id() -> str:
    """A submission ID such as "4M-7Q2Z": says nothing about the learner; one of 32^6."""
    letters = "".join(secrets.choice(_LETTERS) for _ in range(6))
    return f"{letters[:2]}-{letters[2:]}"


def token() -> str:
    """An unguessable token for links, 192 bits, URL-safe."""
    return secrets.token_urlsafe(24)
