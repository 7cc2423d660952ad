import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("assessment", "0012_keep_the_duty_to_screen"),
        ("catalog", "0002_raise_the_search_index"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="SharedComment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("major", models.CharField(max_length=10)),
                ("criterion", models.CharField(max_length=40)),
                ("title", models.CharField(max_length=300)),
                ("level", models.CharField(max_length=20)),
                ("text", models.CharField(max_length=400)),
                ("language", models.CharField(max_length=20)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("proposed", "Proposed"),
                            ("in_use", "In use"),
                            ("declined", "Not taken"),
                            ("retired", "Retired"),
                        ],
                        default="proposed",
                        max_length=20,
                    ),
                ),
                ("proposed_at", models.DateTimeField()),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "micro_credential",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="shared_comments",
                        to="catalog.microcredential",
                    ),
                ),
                (
                    "proposed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "sheet_of",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="assessment.assignment",
                    ),
                ),
            ],
            options={
                "ordering": ("criterion", "level", "text", "pk"),
                "indexes": [
                    models.Index(
                        fields=["micro_credential", "major", "status"], name="shared_comment_bank"
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("status__in", ("proposed", "in_use"))),
                        fields=("micro_credential", "major", "criterion", "level", "text"),
                        name="shared_comment_once",
                    )
                ],
            },
        ),
    ]
