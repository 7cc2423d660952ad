"""The style sheet in one piece means what it meant in many."""

from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import override_settings

from assay import ui
from assay.ui.storage import joined


def test_an_import_becomes_its_layer() -> None:
    entry = '@layer a, b;\n@import url("fonts.css");\n@import url("x/y.css") layer(b);\n'
    one = joined(
        entry,
        {"fonts.css": "@font-face { src: url(f.woff2); }\n", "x/y.css": ".y { color: red; }\n"},
    )
    assert (
        one
        == "@layer a, b;\n@font-face { src: url(f.woff2); }\n\n@layer b {\n.y { color: red; }\n}\n"
    )


def test_a_sheet_of_another_folder_may_name_no_file() -> None:
    with pytest.raises(ValueError, match=r"x/y\.css"):
        joined('@import url("x/y.css") layer(b);', {"x/y.css": ".y { background: url(z.png); }"})


def test_what_is_served_is_one_sheet_with_hashed_fonts(tmp_path: Path) -> None:
    storages = {"staticfiles": {"BACKEND": "assay.ui.storage.OneSheet"}}
    with override_settings(STATIC_ROOT=tmp_path, STORAGES=storages):
        call_command("collectstatic", interactive=False, verbosity=0)
    (sheet,) = tmp_path.glob("ui/css/assay.*.css")
    text = sheet.read_text(encoding="utf-8")
    assert "@import" not in text
    assert "@layer components {" in text
    fonts = {part.split(")")[0].strip('"') for part in text.split("url(")[1:]}
    assert fonts and all((sheet.parent / font).exists() and font.count(".") >= 4 for font in fonts)


def test_a_page_without_italics_takes_few_bytes_of_fonts() -> None:
    fonts = Path(ui.__file__).parent / "static/ui/fonts"
    taken = sum(
        (fonts / name).stat().st_size
        for name in ("inter-latin-normal.woff2", "source-serif-4-latin-normal.woff2")
    )
    assert taken <= 120_000, f"{taken} bytes: cut them with scripts/fonts.py"
