"""Names for things that leave the house: random, short, easy to read aloud."""

import secrets

# Crockford's letters without those that are mistaken for each other or spell words.
_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def submission_id() -> str:
    """A submission ID such as "4M7Q-2Z9K": says nothing about the learner; one of 32^8."""
    letters = "".join(secrets.choice(_LETTERS) for _ in range(8))
    return f"{letters[:4]}-{letters[4:]}"


def token() -> str:
    """An unguessable token for links, 192 bits, URL-safe."""
    return secrets.token_urlsafe(24)
