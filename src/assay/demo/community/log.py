"""Three entries of Renata’s learning log; the last is on the page she shares with her coach."""

from datetime import datetime, timedelta

from assay.catalog.models import MicroCredential
from assay.coaching import actions as coaching
from assay.coaching.models import Pairing
from assay.demo.district import person
from assay.journeys import actions as journeys
from assay.lib.clock import held_at

RENATA = "p-001"
WRITTEN = (
    (
        19,
        "I waited after my question. It felt long, and the third table answered for the first time.",
        "",
    ),
    (
        11,
        "Sticky notes with the next step on them: eleven of them were still there on Friday.",
        "Bo Ellery, next door",
    ),
    (
        2,
        "Asked them to say what they changed, not what they liked. They needed two sentences to begin with.",
        "",
    ),
)


def lay_out(now: datetime) -> None:
    renata = person(RENATA)
    conferencing = MicroCredential.objects.get(ident="mc-goal-conferencing")
    for days, text, with_whom in WRITTEN:
        with held_at(now - timedelta(days=days)):
            said = journeys.EntryWords(
                text=text, with_whom=with_whom, micro_credential=conferencing if with_whom else None
            )
            entry = journeys.write_entry(renata, said, by=renata)
    with held_at(now - timedelta(days=1)):
        pairing = Pairing.objects.of(renata).running().get()
        coaching.bring_entry(pairing, entry, by=renata)
