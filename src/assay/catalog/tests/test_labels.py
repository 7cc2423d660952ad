"""Words for values, and values in a row."""

from django.utils import translation

from assay.catalog.content.labels import listing


def test_a_list_says_it_so_in_spanish() -> None:
    with translation.override("es"):
        assert listing(["documento", "video", "otro"]) == "documento, video u otro"
        assert listing(["documento", "imagen"], last="y") == "documento e imagen"
    assert listing(["film", "other"]) == "film or other"
