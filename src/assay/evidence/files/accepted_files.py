"""Limits of a step, read from the version: extensions, size, links."""

from dataclasses import dataclass

from assay.catalog.content.nouns import Item, Prompt

MB = 1024 * 1024
SPOKEN = {"audio": ("m4a", "mp3", "wav"), "video": ("mp4", "mov")}


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """The limits of a step. `formats` are extensions without dot; `most` is the number of files and links."""

    formats: tuple[str, ...]
    max_bytes: int
    most: int
    links: bool


def limits_of(step: Prompt | Item, *, max_upload_mb: int, form: str = "") -> Limits:
    """The limits of a step; for a prompt those of its spoken forms (of `form`, if one is given)."""
    if isinstance(step, Prompt):
        forms = [form] if form in step.alternatives else list(step.alternatives)
        formats = tuple(extension for name in forms for extension in SPOKEN.get(name, ()))
        return Limits(formats=formats, max_bytes=max_upload_mb * MB, most=2, links=False)
    formats = tuple(f for f in step.formats if f != "url")
    return Limits(
        formats=formats,
        max_bytes=min(step.max_mb_each, max_upload_mb) * MB,
        most=step.count_max,
        links="url" in step.formats,
    )
