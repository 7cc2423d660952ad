"""Numbers of rows in addresses: those that no database can hold lead nowhere."""

from collections.abc import Iterator

import pytest
from django.urls import Resolver404, URLPattern, URLResolver, get_resolver, resolve
from django.urls.converters import IntConverter

from assay.lib.apps import Number


def patterns(resolver: URLResolver) -> Iterator[URLPattern]:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            yield from patterns(pattern)
        else:
            yield pattern


def test_every_number_in_an_address_is_one_that_a_row_can_have() -> None:
    """A number of 25 digits beside a foreign key is an error of SQLite's, not an empty answer."""
    unbounded = {
        pattern.name
        for pattern in patterns(get_resolver())
        for converter in pattern.pattern.converters.values()
        if isinstance(converter, IntConverter) and not isinstance(converter, Number)
    }
    assert not unbounded, "write <number:…> in place of <int:…>"


@pytest.mark.parametrize("digits", [19, 25, 400])
def test_a_longer_one_is_no_address(digits: int) -> None:
    assert resolve("/evidence/" + "9" * 18 + "/").kwargs["pk"] < 2**63
    with pytest.raises(Resolver404):
        resolve("/evidence/" + "9" * digits + "/")
