"""Covering a part of a picture so that nothing leads back: a few cells, each of one color, on all three planes.

A light blur can be turned back, and a fine mosaic be read over many frames. A face becomes four cells by four at most,
whatever its size; of a whole picture, the longer side twelve.
"""

from typing import Any

from assay.evidence.faces.boxes import Box

FACE_CELLS, WHOLE_CELLS = 4, 12


def cover(frame: Any, width: int, height: int, boxes: list[Box]) -> None:
    """Cover these boxes in a frame of yuv420p, in place."""
    luma, half_w, half_h = width * height, width // 2, height // 2
    planes = (
        (frame[:luma].reshape(height, width), 1),
        (frame[luma : luma + half_w * half_h].reshape(half_h, half_w), 2),
        (frame[luma + half_w * half_h :].reshape(half_h, half_w), 2),
    )
    for box in boxes:
        is_whole = box.w >= width and box.h >= height
        cells = WHOLE_CELLS if is_whole else FACE_CELLS
        # To even pixels outwards, so that the planes of color, which are half as large, are covered as far.
        left, top = max(int(box.x) // 2 * 2, 0), max(int(box.y) // 2 * 2, 0)
        right = min(-int(-(box.x + box.w) // 2) * 2, width)
        bottom = min(-int(-(box.y + box.h) // 2) * 2, height)
        if right <= left or bottom <= top:
            continue
        for plane, part in planes:
            _flatten(plane[top // part : bottom // part, left // part : right // part], cells)


def _flatten(region: Any, cells: int) -> None:
    import numpy as np

    height, width = region.shape
    size = max(1, -(-max(height, width) // cells))
    ys, xs = np.arange(0, height, size), np.arange(0, width, size)
    high, wide = np.diff([*ys, height]), np.diff([*xs, width])
    sums = np.add.reduceat(np.add.reduceat(region, ys, axis=0, dtype=np.uint32), xs, axis=1)
    means = (sums // np.outer(high, wide)).astype(np.uint8)
    region[:] = np.repeat(np.repeat(means, high, axis=0), wide, axis=1)
