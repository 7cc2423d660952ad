"""Measurements, each beside its peers in the same run: ratios count, absolute figures are the machine's."""
