"""Tables that others published, each with its source, and the catalog's six anchors."""

from assay.assessment.agreement.ratings import PROGRAM_SCALE, Pairs, Units, grouped


def table(*rows: list[int]) -> Pairs:
    return Pairs(tuple(range(len(rows))), tuple(map(tuple, rows)))


#: 85 mammograms read by two radiologists (Stata manual, `kappa`, after Boyd and others 1982).
MAMMOGRAMS = table([21, 12, 0, 0], [4, 17, 1, 0], [3, 9, 15, 2], [0, 0, 0, 1])

#: 100 charts read by two abstractors (vignette of the R package irrCAC, after Gwet 2014).
ABSTRACTORS = table([13, 0, 0], [0, 20, 7], [0, 4, 56])

#: Cohen's textbook case, two by two.
TEXTBOOK = table([20, 5], [10, 15])

#: Gwet 2008: high agreement with a skewed margin, where kappa says less than nothing.
PARADOX = table([118, 5], [2, 0])

_ = None
#: Krippendorff's four observers and twelve units with gaps (R package DescTools, `KrippAlpha`).
_OBSERVERS = (
    (1, 2, 3, 3, 2, 1, 4, 1, 2, _, _, _),
    (1, 2, 3, 3, 2, 2, 4, 1, 2, 5, _, 3),
    (_, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, _),
    (1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, _),
)
FOUR_OBSERVERS = grouped(
    ([level for level in unit if level is not None] for unit in zip(*_OBSERVERS, strict=True)),
    (1, 2, 3, 4, 5),
)

#: Fourteen psychiatrists, ten patients, five diagnoses (Fleiss 1971, as in the R package irr's manual and Wikipedia).
_DIAGNOSES = (
    (0, 0, 0, 0, 14),
    (0, 2, 6, 4, 2),
    (0, 0, 3, 5, 6),
    (0, 3, 9, 2, 0),
    (2, 2, 8, 1, 1),
    (7, 7, 0, 0, 0),
    (3, 2, 6, 3, 0),
    (2, 5, 3, 2, 2),
    (6, 5, 2, 1, 0),
    (0, 2, 2, 3, 7),
)
DIAGNOSES = Units((1, 2, 3, 4, 5), dict.fromkeys(_DIAGNOSES, 1))

D, A, N = reversed(PROGRAM_SCALE)
#: The six anchors of the demo's catalog (its folder submissions): expert, second reader, and both decisions.
ANCHORS = {
    "sub-01": ((D, D, D, D, D), (D, D, D, D, D), (True, True)),
    "sub-02": ((D, D, A, D, D), (D, D, A, A, D), (False, False)),
    "sub-03": ((N, N, N, N, N), (A, N, N, N, A), (False, False)),
    "sub-04": ((D, D, D, D, D), (D, D, D, D, D), (True, True)),
    "sub-05": ((D, D, D, A, A), (D, D, D, A, D), (False, False)),
    "sub-06": ((D, D, D, D, D, A), (D, D, D, A, D, A), (True, False)),
}
