"""Make the demo's small files: `demo_media.py` writes src/assay/demo/content/media (needs ffmpeg; for maintainers).

The sample submissions ship words, tables and time stamps but no media. These placeholders are ours: a running clock in
place of a classroom, so that a note at 05:48 can be found at 05:48, and pages that show the sample's own tables.
"""

import json
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import typst
import yaml
from PIL import Image, ImageDraw, ImageFont

CONTENT = Path(__file__).parent.parent / "src" / "assay" / "demo" / "content"
MEDIA = CONTENT / "media"
FONT = "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf"


def main() -> int:
    for path, artifact in artifacts():
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.exists() and "--again" not in sys.argv:
            continue
        MAKERS[path.suffix](path, artifact)
        sys.stdout.write(f"{path.relative_to(CONTENT)} {path.stat().st_size} bytes\n")
    return 0


def artifacts() -> Iterator[tuple[Path, dict[str, Any]]]:
    """Every file the demo needs: of the samples, of the first attempt of sub-04, and of the open work."""
    for file in sorted((CONTENT / "submissions").glob("*.yaml")):
        sample = yaml.safe_load(file.read_text())
        for artifact in sample["artifacts"]:
            yield MEDIA / sample["id"] / artifact["filename"], artifact
    for file in sorted((CONTENT / "anchors").glob("*.yaml")):
        anchor = yaml.safe_load(file.read_text())
        for artifact in anchor.get("artifacts", []):
            if "media" not in artifact:  # a running clock that is there already
                yield MEDIA / anchor["id"] / artifact["filename"], artifact
    note = {
        "text": "Made by the project for demonstration. It stands for evidence that nobody has to be in."
    }
    for name in ("plan-first.pdf", "sorted-right-wrong.pdf", "exit-slip.pdf"):
        yield MEDIA / "sub-04-first" / name, note
    yield MEDIA / "sub-04-first" / "explaining-again.mp4", {"duration_seconds": 240}
    for file in sorted((CONTENT / "open").glob("*.yaml")):
        for n, artifact in enumerate(yaml.safe_load(file.read_text())["artifacts"]):
            words = {
                "text": artifact["description"],
                "note": note["text"],
                "duration_seconds": 140 + 5 * n,
            }
            yield MEDIA / f"open-{file.name[0]}" / artifact["filename"], words


def ffmpeg(*arguments: str) -> None:
    subprocess.run(["ffmpeg", "-hide_banner", "-loglevel", "error", "-y", *arguments], check=True)  # noqa: S607


def video(path: Path, artifact: dict[str, Any]) -> None:
    seconds = artifact["duration_seconds"]
    clock = (
        f"drawtext=fontfile={FONT}:text='%{{pts\\:hms}}':fontsize=40:fontcolor=0xE6E2D8:x=(w-tw)/2:y=56,"
        f"drawtext=fontfile={FONT}:text='Demonstration clip, no students':fontsize=15:"
        "fontcolor=0xA9B4BE:x=(w-tw)/2:y=120"
    )
    ffmpeg(
        "-f",
        "lavfi",
        "-i",
        f"color=c=0x1F2A33:s=320x180:r=1:d={seconds}",
        "-vf",
        clock,
        "-c:v",
        "libx264",
        "-preset",
        "veryslow",
        "-crf",
        "38",
        "-pix_fmt",
        "yuv420p",
        "-movflags",
        "+faststart",
        "-map_metadata",
        "-1",
        "-fflags",
        "+bitexact",
        str(path),
    )


def audio(path: Path, artifact: dict[str, Any]) -> None:
    seconds = artifact.get("duration_seconds") or 20
    ffmpeg(
        "-f",
        "lavfi",
        "-i",
        f"sine=frequency=220:duration={seconds}:sample_rate=8000",
        "-af",
        "volume=0.02",
        "-c:a",
        "aac",
        "-b:a",
        "8k",
        "-movflags",
        "+faststart",
        "-map_metadata",
        "-1",
        "-fflags",
        "+bitexact",
        str(path),
    )


def picture(path: Path, artifact: dict[str, Any]) -> None:
    image = Image.new("RGB", (900, 620), "#FBF8F0")
    draw, font = ImageDraw.Draw(image), ImageFont.truetype(FONT, 26)
    for y in range(90, 620, 44):
        draw.line((40, y, 860, y), fill="#D6DCE4", width=1)
    y = 56
    for line in wrapped(words(artifact), 56):
        draw.text((48, y), line, fill="#27313F", font=font)
        y += 44
    image.save(path, optimize=True, quality=70)


def document(path: Path, artifact: dict[str, Any]) -> None:
    table = artifact.get("table")
    rows = (
        ""
        if not table
        else "\n".join(
            f"[{mark(cell)}]," for row in [table["columns"], *table["rows"]] for cell in row
        )
    )
    grid = "" if not table else f"#table(columns: {len(table['columns'])}, inset: 6pt,\n{rows}\n)"
    body = mark(artifact.get("summary") or artifact.get("text") or "")
    source = (
        f"#set document(title: {json.dumps(path.stem)})\n#set page(width: 210mm, height: 297mm, margin: 22mm)\n"
        f"#set text(size: 11pt)\n= {mark(path.stem)}\n\n{body}\n\n{grid}\n\n{mark(artifact.get('note', ''))}\n"
    )
    path.write_bytes(typst.compile(source.encode()))


def workbook(path: Path, artifact: dict[str, Any]) -> None:
    table = artifact.get("table") or {"columns": ["note"], "rows": [[artifact.get("text", "")]]}
    rows = ""
    for row in [table["columns"], *table["rows"]]:
        cells = "".join(
            '<c t="inlineStr"><is><t>' + escape(str(cell)) + "</t></is></c>" for cell in row
        )
        rows += f"<row>{cells}</row>"
    head, ns = '<?xml version="1.0" encoding="UTF-8"?>', "http://schemas.openxmlformats.org"
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    files = {
        "[Content_Types].xml": f'<Types xmlns="{ns}/package/2006/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{kind}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{kind}.worksheet+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{ns}/package/2006/relationships"><Relationship Id="rId1" '
        f'Type="{ns}/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{ns}/spreadsheetml/2006/main" '
        f'xmlns:r="{ns}/officeDocument/2006/relationships"><sheets><sheet name="Sheet1" sheetId="1" r:id="rId1"/>'
        "</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{ns}/package/2006/relationships"><Relationship Id="rId1" '
        f'Type="{ns}/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{ns}/spreadsheetml/2006/main"><sheetData>{rows}</sheetData>'
        "</worksheet>",
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
        for name, text in files.items():
            book.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0)), head + text)


def words(artifact: dict[str, Any]) -> str:
    table = artifact.get("table")
    if table:
        return "\n".join(
            " | ".join(str(cell) for cell in row) for row in [table["columns"], *table["rows"]]
        )
    return str(artifact.get("text", ""))


def wrapped(text: str, width: int) -> list[str]:
    lines: list[str] = []
    for paragraph in text.splitlines():
        line = ""
        for word in paragraph.split():
            if len(line) + len(word) >= width:
                lines.append(line)
                line = ""
            line = f"{line} {word}".strip()
        lines.append(line)
    return lines


def mark(value: object) -> str:
    """Text as typst markup that shows it as it is."""
    return f"#{json.dumps(str(value), ensure_ascii=False)}"


MAKERS = {
    ".mp4": video,
    ".m4a": audio,
    ".jpg": picture,
    ".png": picture,
    ".pdf": document,
    ".xlsx": workbook,
}

if __name__ == "__main__":
    sys.exit(main())
