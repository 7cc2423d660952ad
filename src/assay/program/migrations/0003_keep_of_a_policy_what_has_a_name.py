"""Take out of stored policies what no code reads: names that were never rules, and the rules that are gone.

There is no way back, and none is needed: nobody read what goes.
"""

from django.db import migrations

NAMES = {
    "submission": ("prior_practice_accepted_months", "offer_coaching_after", "max_attempts_before_coaching",
                   "carry_forward_demonstrated_criteria"),
    "screening": ("completeness_check", "screening_days"),
    "assessment": ("double_score_percent", "double_score_first_n_per_version", "double_score_all_for", "adjudicate_when",
                   "business_days_target", "business_days_max", "reassign_after_idle_business_days",
                   "max_open_per_assessor"),
    "versions": ("grace_months", "may_opt_up"),
    "evidence": ("max_upload_mb", "max_gb_per_person", "video_max_minutes_default", "keep_originals_days_after_decision",
                 "keep_streaming_copy_months", "consent_record_keep_years"),
    "appeal": ("window_days",),
    "ai_use": ("rule", "not_allowed"),
    "revocation": ("grounds",),
    "mandates": ("publish", "retire"),
}


def keep_named(apps, schema_editor):
    policies = apps.get_model("program", "Policy").objects.using(schema_editor.connection.alias)
    policies.exclude(kind__in=NAMES).delete()
    for row in policies.all():
        kept = {name: value for name, value in row.data.items() if name in NAMES[row.kind]}
        if kept != row.data:
            policies.filter(pk=row.pk).update(data=kept)


class Migration(migrations.Migration):
    dependencies = [("program", "0002_close_days_and_give_leave_once")]
    operations = [migrations.RunPython(keep_named, migrations.RunPython.noop)]
