"""The style sheet in one piece means what it meant in many."""

from pathlib import Path

from django.core.management import call_command
from django.test import override_settings

from assay import ui
from assay.ui.storage import joined

SHEETS = {
    "ui/css/all.css": '@layer a, b;\n@import url("fonts.css");\n@import url("x/y.css") layer(b);\n',
    "ui/css/fonts.css": '@font-face { src: url("../fonts/f.woff2"); }\n',
    "ui/css/x/y.css": '.y { background: url("z.png"), url("data:,"); }\n',
    "room/room.css": '@import url("../ui/css/all.css");\n.r { color: red; }\n',
}


def test_an_import_becomes_its_layer_and_addresses_are_found() -> None:
    one = joined("ui/css/all.css", SHEETS.__getitem__)
    assert one == (
        '@layer a, b;\n@font-face { src: url("../fonts/f.woff2"); }\n\n'
        '@layer b {\n.y { background: url("x/z.png"), url("data:,"); }\n}\n'
    )


def test_a_rooms_sheet_takes_in_everybodys() -> None:
    one = joined("room/room.css", SHEETS.__getitem__)
    assert "@import" not in one
    assert one.index('url("../ui/fonts/f.woff2")') < one.index('url("../ui/css/x/z.png")')
    assert one.endswith("\n.r { color: red; }\n")


def test_each_rooms_sheet_imports_everybodys_and_each_page_links_one() -> None:
    source = Path(ui.__file__).parent.parent
    rooms = [path for path in source.glob("*/static/*/*.css") if path.parts[-2] == path.stem]
    assert len(rooms) > 5
    for path in rooms:
        text = path.read_text(encoding="utf-8")
        assert text.count("@import") == 1 and '@import url("../ui/css/assay.css");' in text, path
    for path in source.rglob("templates/**/*.html"):
        text = path.read_text(encoding="utf-8")
        links = text.count('rel="stylesheet"')
        assert links <= 1, path
        if links and "<html" not in text:
            assert text.count('{% block sheet %}<link rel="stylesheet"') == 1, path


def test_what_is_served_is_one_sheet_with_hashed_fonts(tmp_path: Path) -> None:
    storages = {"staticfiles": {"BACKEND": "assay.ui.storage.OneSheet"}}
    with override_settings(STATIC_ROOT=tmp_path, STORAGES=storages):
        call_command("collectstatic", interactive=False, verbosity=0)
    for sheet in (*tmp_path.glob("ui/css/assay.*.css"), *tmp_path.glob("catalog/catalog.*.css")):
        _is_whole(sheet)


def _is_whole(sheet: Path) -> None:
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
