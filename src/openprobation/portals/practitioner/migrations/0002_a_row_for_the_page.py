"""The person's page has a row of its own. What was gathered before is gathered anew: nothing is carried over."""

import django.db.models.deletion
from django.db import migrations, models

import openprobation.foundation.clock
import openprobation.portals.practitioner.models


class Migration(migrations.Migration):
    dependencies = [("practitioner", "0001_initial")]

    operations = [
        migrations.DeleteModel(name="Gathered"),
        migrations.DeleteModel(name="Overtaken"),
        migrations.CreateModel(
            name="Overtaken",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("person_id", models.BigIntegerField(db_comment="not personal")),
                (
                    "shown",
                    models.TextField(
                        choices=openprobation.portals.practitioner.models.Shown.choices,
                        db_comment="not personal",
                    ),
                ),
                (
                    "really_at",
                    models.DateTimeField(
                        db_comment="not personal",
                        default=openprobation.foundation.clock.machine_now,
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["person_id", "shown"], name="overtaken_of")],
            },
        ),
        migrations.CreateModel(
            name="Gathered",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "shown",
                    models.TextField(
                        choices=openprobation.portals.practitioner.models.Shown.choices,
                        db_comment="not personal",
                    ),
                ),
                ("version", models.PositiveIntegerField(db_comment="not personal", default=1)),
                ("good_on", models.DateField(db_comment="not personal")),
                (
                    "good_until",
                    models.DateTimeField(blank=True, db_comment="not personal", null=True),
                ),
                ("language", models.TextField(blank=True, db_comment="not personal", default="")),
                ("text", models.TextField(db_comment="personal")),
                (
                    "person",
                    models.ForeignKey(
                        db_comment="not personal",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="persons.person",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("person", "shown"), name="gathered_once")
                ],
            },
        ),
    ]
