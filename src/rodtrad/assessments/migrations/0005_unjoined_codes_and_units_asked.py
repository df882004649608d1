"""Codes that cannot be joined to answers, and sums that tell how many units were asked.

A code whose row told that it was used is removed: its answer is counted, and the code leads nowhere.
"""

from __future__ import annotations

from typing import Any

import django.db.models.deletion
from django.db import migrations, models


def remove_used_codes(apps: Any, _editor: Any) -> None:
    apps.get_model("assessments", "Invitation").objects.filter(spent=True).delete()


def count_units_asked(apps: Any, _editor: Any) -> None:
    result, part = apps.get_model("assessments", "Result"), apps.get_model("assessments", "RoundPart")
    for row in (
        result.objects.exclude(unit_kind="school").only("pk", "round", "group", "unit_path").iterator()
    ):
        asked = part.objects.filter(round_id=row.round_id, group=row.group)
        units = asked.filter(unit__path__startswith=row.unit_path).count()
        result.objects.filter(pk=row.pk).update(units=units)


class Migration(migrations.Migration):
    dependencies = [("assessments", "0004_code_miss")]

    operations = [
        migrations.RunPython(remove_used_codes, migrations.RunPython.noop),
        migrations.RunPython(count_units_asked, migrations.RunPython.noop),
        migrations.RemoveField("invitation", "spent"),
        migrations.AlterField(
            "result",
            "round",
            models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="assessments.round"
            ),
        ),
    ]
