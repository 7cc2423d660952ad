"""Leave to use a name, as issuer or as designer; with what a content partner agreed to outside. Reverses."""

from django.db import migrations, models
from django.db.models import F, Q


class Migration(migrations.Migration):
    dependencies = [("catalog", "0009_tie_goals")]

    operations = [
        migrations.RemoveConstraint("issuerleave", "leave_asked_once"),
        migrations.RemoveConstraint("issuerleave", "leave_for_all_asked_once"),
        migrations.RemoveConstraint("issuerleave", "leave_between_two"),
        migrations.RenameModel("IssuerLeave", "NameLeave"),
        migrations.RenameField("nameleave", "issuer", "named"),
        migrations.AddField(
            "nameleave",
            "part",
            models.CharField(
                choices=[("issuer", "As the issuer"), ("designer", "As who designed it with you")],
                default="issuer",
                max_length=10,
            ),
        ),
        migrations.AddField("nameleave", "agreement", models.TextField(blank=True)),
        migrations.AddField("nameleave", "agreed_on", models.DateField(blank=True, null=True)),
        migrations.AddConstraint(
            "nameleave",
            models.UniqueConstraint(
                fields=("named", "part", "organization", "micro_credential"),
                condition=Q(status="asked"),
                name="leave_asked_once",
            ),
        ),
        migrations.AddConstraint(
            "nameleave",
            models.UniqueConstraint(
                fields=("named", "part", "organization"),
                condition=Q(status="asked", micro_credential=None),
                name="leave_for_all_asked_once",
            ),
        ),
        migrations.AddConstraint(
            "nameleave",
            models.CheckConstraint(condition=~Q(named=F("organization")), name="leave_between_two"),
        ),
        migrations.AddConstraint(
            "nameleave",
            models.CheckConstraint(
                condition=Q(agreement="", agreed_on=None)
                | (Q(part="designer", agreed_on__isnull=False) & ~Q(agreement="")),
                name="leave_agreed_has_day",
            ),
        ),
    ]
