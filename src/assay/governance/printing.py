"""What a committee gets on paper."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from assay.ui.typesetting import typeset

_FOLDER: Final = Path(__file__).parent / "print"


def packet_as_pdf(data: Mapping[str, Any]) -> bytes:
    """A meeting's packet as PDF/UA-1, as `views.packet` puts it together."""
    return typeset(_FOLDER / "packet.typ", data, format="pdf")
