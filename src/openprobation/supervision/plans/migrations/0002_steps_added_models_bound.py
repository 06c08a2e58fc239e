from django.db import migrations, models
from django.db.models import OuterRef, Subquery


def fill(apps, schema_editor):
    """Of steps until now nothing tells when they were added: as the goal they lead to."""
    Step = apps.get_model("plans", "Step")
    Goal = apps.get_model("plans", "Goal")
    goal = Goal.objects.filter(pk=OuterRef("goal_id")).values("added_at")
    Step.objects.filter(added_at__isnull=True).update(added_at=Subquery(goal))


class Migration(migrations.Migration):
    dependencies = [("plans", "0001_initial")]

    operations = [
        migrations.AddField(
            "step",
            "added_at",
            models.DateTimeField(db_comment="not personal", null=True),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.AlterField(
            "step",
            "added_at",
            models.DateTimeField(db_comment="not personal"),
        ),
        migrations.RemoveConstraint("operatingmodel", "model_reviews"),
        migrations.AddConstraint(
            "operatingmodel",
            models.CheckConstraint(
                condition=models.Q(review_months__range=(1, 24)), name="model_reviews_in_time"
            ),
        ),
    ]
