import pytest
from django.test import Client

from assay.credentials.models import Award
from assay.people.models import Person

pytestmark = pytest.mark.django_db


def test_pages_open(client: Client, ada: Person, chi: Person, award: Award) -> None:
    client.force_login(ada)
    for path in ("/portfolio/", f"/awards/{award.pk}/", f"/badges/{award.pk}/", "/verify/",
                 f"/issuers/{award.issuer.ident}/", f"/issuers/{award.issuer.ident}/keys/"):  # fmt: skip
        assert client.get(path).status_code == 200, path
    client.force_login(chi)
    assert client.get("/awards/").status_code == 200
    assert client.get(f"/awards/{award.pk}/revocation/").status_code == 200
