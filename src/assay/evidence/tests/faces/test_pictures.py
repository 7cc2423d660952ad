"""Cuts and pans, told by the picture as a whole; and a dark picture, brightened."""

import pytest
from PIL import Image

np = pytest.importorskip("numpy")

from assay.evidence.faces.detector import brightened  # noqa: E402 (numpy is an extra)
from assay.evidence.faces.pictures import coarse, has_cut, shift_between  # noqa: E402


def place(seed):
    rough = np.random.default_rng(seed).integers(0, 256, (60, 90, 3), dtype=np.uint8)
    return np.asarray(Image.fromarray(rough).resize((1440, 960), Image.Resampling.BICUBIC))


def test_a_pan_is_measured_and_is_no_cut():
    wide = place(1)
    before, after = coarse(wide[:720, :1280]), coarse(wide[16:736, 64:1344])
    assert shift_between(before, after) == (-64.0, -16.0)
    assert not has_cut(before, after)


def test_another_place_is_a_cut_and_a_light_that_goes_out_is_none():
    before, after = coarse(place(1)[:720, :1280]), coarse(place(2)[:720, :1280])
    assert has_cut(before, after)
    assert not has_cut(before, before * 0.8)
    assert shift_between(before, after) == (0.0, 0.0)


def test_a_dark_picture_is_brightened_and_no_other():
    dark, light = np.full((32, 32, 3), 20, np.uint8), np.full((32, 32, 3), 120, np.uint8)
    assert brightened(dark).mean() == 100
    assert brightened(light) is light
