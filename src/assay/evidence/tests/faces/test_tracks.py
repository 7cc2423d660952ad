"""What is covered in which frame: gaps, the time before and after, cuts, faces left clear."""

import pytest

from assay.evidence.faces.boxes import Box
from assay.evidence.faces.detector import Sighting
from assay.evidence.faces.plan import Kept, Plan
from assay.evidence.faces.tracks import LINGERS, WAITS, Linking, Motion

STEP = 3


def seen(x, y=100, size=40, confidence=90):
    return Sighting(Box(x, y, size, size), confidence)


def linked(rows, cuts=()):
    linking = Linking()
    for frame, found in rows:
        linking.see(frame, found, is_cut=frame in cuts)
    return linking.tracks()


def plan_of(tracks, **more):
    facts = {"width": 1280, "height": 720, "rate": "30", "frames": 400, "step": STEP}
    return Plan(tracks=tracks, **facts | more)


def covers(plan, frame, box):
    return max((box.shared(one) for one in plan.at(frame)), default=0)


def test_a_face_that_moves_is_one_track_and_covered_between_looks():
    tracks = linked([(n, [seen(100 + 5 * n)]) for n in range(0, 60, STEP)])
    assert len(tracks) == 1
    plan = plan_of(tracks)
    assert all(covers(plan, n, Box(100 + 5 * n, 100, 40, 40)) == 1 for n in range(58))


def test_a_gap_is_filled_and_a_lost_face_is_covered_for_a_while():
    rows = [(n, [seen(100)] if n not in range(30, 60) else []) for n in range(0, 90, STEP)]
    plan = plan_of(linked([*rows, *((n, []) for n in range(90, 200, STEP))]))
    assert all(covers(plan, n, Box(100, 100, 40, 40)) == 1 for n in range(87 + LINGERS))
    assert plan.at(87 + LINGERS + STEP + 1) == []


def test_a_face_lost_for_long_is_another_track():
    gone = STEP * (WAITS + 2)
    rows = [(n, [seen(100)] if n < 9 or n > gone + 9 else []) for n in range(0, gone + 30, STEP)]
    assert len(linked(rows)) == 2


def test_it_is_covered_before_it_was_first_seen():
    rows = [(n, [seen(100)] if n >= 60 else []) for n in range(0, 90, STEP)]
    plan = plan_of(linked(rows))
    assert covers(plan, 60 - LINGERS, Box(100, 100, 40, 40)) == 1
    assert plan.at(60 - LINGERS - STEP - 1) == []


def test_a_face_that_is_missed_goes_with_the_camera():
    """It zooms and pans; the third face is seen at the beginning alone, and then in the end alone."""
    zoom, boxes = (
        Motion(1.04, -10, -20),
        [Box(x, y, 40, 40) for x, y in ((500, 300), (800, 420), (620, 380))],
    )
    places = []
    for _look in range(10):
        places.append(boxes)
        boxes = [zoom.after(box) for box in boxes]
    for seen_in in (range(3), range(6, 10)):
        linking = Linking()
        for n, there in enumerate(places):
            found = [Sighting(box, 90) for box in there[: 3 if n in seen_in else 2]]
            linking.see(n * STEP, found, shift=(16.0, -8.0) if n else (0, 0))
        plan = plan_of(linking.tracks())
        for n, there in enumerate(places):
            assert covers(plan, n * STEP, there[2]) > 0.95, (seen_in, n)


def test_a_pan_by_more_than_a_face_is_followed_by_the_picture_as_a_whole():
    linking = Linking()
    for n in range(0, 30, STEP):
        linking.see(n, [seen(100 + 25 * n), seen(180 + 25 * n)], shift=(75.0, 0.0) if n else (0, 0))
    assert [len(track.frames) for track in linking.tracks()] == [10, 10]


def test_nothing_is_linked_over_a_cut_and_the_frames_around_it_are_covered_by_both():
    rows = [(n, [seen(100 if n < 30 else 110)]) for n in range(0, 60, STEP)]
    tracks = linked(rows, cuts={30})
    assert [track.span for track in tracks] == [(0, 30), (27, 60)]


def test_two_faces_side_by_side_are_two_tracks():
    rows = [(n, [seen(100 + n), seen(300 - n)]) for n in range(0, 30, STEP)]
    assert [len(track.frames) for track in linked(rows)] == [10, 10]


@pytest.mark.parametrize(("confidence", "tracks"), [(19, 0), (30, 0), (40, 1)])
def test_what_is_seen_once_must_be_surer(confidence, tracks):
    assert len(linked([(0, [seen(100, confidence=confidence)])])) == tracks


def test_what_is_seen_again_and_again_may_be_less_sure():
    assert len(linked([(n, [seen(100, confidence=22)]) for n in (0, 3, 6)])) == 1


def test_one_face_stays_clear_while_it_surely_is_the_same_and_is_covered_once_it_is_lost():
    rows = [
        (n, [seen(100), seen(500)] if n < 60 or n > 75 else [seen(500)])
        for n in range(0, 120, STEP)
    ]
    plan = plan_of(linked(rows))
    assert plan.keep_clear(120 / 12.8, 120 / 7.2, 1.0)
    face, other = Box(100, 100, 40, 40), Box(500, 100, 40, 40)
    assert covers(plan, 0, face) == covers(plan, 30, face) == covers(plan, 57, face) == 0
    assert all(covers(plan, n, other) == 1 for n in range(120))
    assert all(covers(plan, n, face) == 1 for n in range(58, 120))  # lost, and found again: covered


def test_a_face_is_not_kept_clear_past_another_that_it_could_be_mistaken_for():
    rows = [(n, [seen(100 + 4 * n), seen(420 - 4 * n)]) for n in range(0, 81, STEP)]
    plan = plan_of(linked(rows))
    assert plan.keep_clear(120 / 12.8, 120 / 7.2, 0.0)
    assert covers(plan, 6, Box(124, 100, 40, 40)) == 0
    for n in range(48, 81):  # after they met, both are covered
        assert covers(plan, n, Box(100 + 4 * n, 100, 40, 40)) == 1
        assert covers(plan, n, Box(420 - 4 * n, 100, 40, 40)) == 1


def test_where_no_face_is_none_is_kept_clear():
    plan = plan_of(linked([(0, [seen(100)]), (3, [seen(100)])]))
    assert not plan.keep_clear(80, 80, 0.0)
    assert plan.kept == []


def test_boxes_by_hand_and_the_whole_picture():
    plan = plan_of([])
    plan.draw(Box(50, 50, 10, 10), 1, 2)
    assert plan.at(29) == []
    assert plan.at(30) == plan.at(60) == [Box(640, 360, 128, 72)]
    plan.is_whole = True
    assert plan.at(29) == [Box(0, 0, 1280, 720)]


def test_a_plan_comes_back_from_its_json():
    plan = plan_of(linked([(n, [seen(100 + n), seen(300)]) for n in range(0, 30, STEP)]))
    plan.draw(Box(10, 20, 30, 40), 0, 1)
    plan.kept.append(Kept(0, 6))
    again = Plan.from_json(plan.to_json())
    assert all(again.at(n) == plan.at(n) for n in range(60))
    assert again.to_json() == plan.to_json()
