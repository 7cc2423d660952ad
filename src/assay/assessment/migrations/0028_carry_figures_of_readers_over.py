"""What stood in one column for all readers becomes a row for each.

Backwards nothing is written: what the columns held is counted again within a day (`renew_figures`, `renew_severity`).
"""

from django.db import migrations

SIZE = 3  # levels of the scale


def rows_of_readers(apps, schema_editor):
    Figures = apps.get_model("assessment", "Figures")
    ReaderFigures = apps.get_model("assessment", "ReaderFigures")
    known = set(apps.get_model("people", "Person").objects.values_list("pk", flat=True))
    for figures in Figures.objects.all():
        ReaderFigures.objects.bulk_create(
            reader_of(ReaderFigures, figures, int(person), counted)
            for person, counted in figures.people.items()
            if int(person) in known
        )
    SeverityMeasure = apps.get_model("assessment", "SeverityMeasure")
    for severity in apps.get_model("assessment", "Severity").objects.all():
        SeverityMeasure.objects.bulk_create(
            SeverityMeasure(
                severity=severity,
                person_id=int(person),
                ratings=ratings,
                logits=logits,
                standard_error=error,
                infit=infit,
                outfit=outfit,
            )
            for person, (ratings, logits, error, infit, outfit) in severity.measures.items()
            if int(person) in known
        )


def reader_of(ReaderFigures, figures, person, counted):
    others, experts = (counted["kinds"].get(kind, [0] * SIZE**2) for kind in ("unchosen", "expert"))
    both = [a + b for a, b in zip(others, experts, strict=True)]
    return ReaderFigures(
        figures=figures,
        person_id=person,
        same=sum(others[:: SIZE + 1]),
        scores=sum(others),
        expert_same=sum(experts[:: SIZE + 1]),
        expert_scores=sum(experts),
        above=sum(n for cell, n in enumerate(both) if cell // SIZE > cell % SIZE),
        below=sum(n for cell, n in enumerate(both) if cell // SIZE < cell % SIZE),
        criteria=counted["criteria"],
        months=counted["months"],
    )


class Migration(migrations.Migration):

    dependencies = [
        ('assessment', '0027_keep_figures_of_each_reader'),
    ]

    operations = [
        migrations.RunPython(rows_of_readers, migrations.RunPython.noop),
    ]
