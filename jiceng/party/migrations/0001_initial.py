import django.db.models.deletion
import jiceng.kernel.records.models.fields
import jiceng.kernel.terms
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("records", "0004_drop_old_item_indexes"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Member",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.CharField(max_length=20, unique=True)),
                ("name", models.CharField(max_length=40)),
                ("born_on", models.DateField()),
                ("path", jiceng.kernel.records.models.fields.PathField(max_length=120)),
                ("group", models.CharField(blank=True, max_length=40)),
                ("standing", models.CharField(max_length=16)),
                ("accepted_on", models.DateField()),
                ("full_on", models.DateField(null=True)),
                ("left_on", models.DateField(null=True)),
                ("left_because", models.CharField(blank=True, max_length=24)),
                ("is_leader", models.BooleanField(default=False)),
                ("is_sample", models.BooleanField(default=False)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "person",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="party_member",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["path", "standing", "id"], name="member_by_organisation"),
                    models.Index(fields=["name"], name="member_by_name"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Correction",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.CharField(max_length=20, unique=True)),
                ("title", models.CharField(blank=True, max_length=120)),
                ("state", models.CharField(max_length=30)),
                ("version", models.PositiveIntegerField(default=1)),
                ("entered_at", models.DateTimeField()),
                ("area_path", jiceng.kernel.records.models.fields.PathField(max_length=120)),
                ("unit", models.CharField(max_length=24)),
                ("unit_path", jiceng.kernel.records.models.fields.PathField(max_length=120)),
                ("tier", models.CharField(max_length=12)),
                ("stage_since", models.DateTimeField(null=True)),
                ("stage_due_at", models.DateTimeField(null=True)),
                ("stage_given", models.BigIntegerField(default=0)),
                ("stage_left", models.BigIntegerField(null=True)),
                (
                    "stage_counting",
                    models.CharField(
                        default=jiceng.kernel.terms.Counting["WORKING_DAYS"], max_length=16
                    ),
                ),
                ("stage_provisional", models.BooleanField(default=False)),
                ("promise_since", models.DateTimeField(null=True)),
                ("due_at", models.DateTimeField(null=True)),
                ("first_due_at", models.DateTimeField(null=True)),
                ("promise_given", models.BigIntegerField(default=0)),
                ("promise_left", models.BigIntegerField(null=True)),
                (
                    "promise_counting",
                    models.CharField(
                        default=jiceng.kernel.terms.Counting["WORKING_DAYS"], max_length=16
                    ),
                ),
                ("promise_provisional", models.BooleanField(default=False)),
                ("warn_at", models.DateTimeField(null=True)),
                ("field", models.CharField(max_length=24)),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="corrections",
                        to="party.member",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Organisation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "path",
                    jiceng.kernel.records.models.fields.PathField(max_length=120, unique=True),
                ),
                ("kind", models.CharField(max_length=20)),
                ("sector", models.CharField(max_length=20)),
                ("home_units", models.JSONField(default=list)),
                ("founded_on", models.DateField()),
                ("approval_number", models.CharField(blank=True, max_length=60)),
                ("may_approve", models.BooleanField(default=False)),
                ("dissolved_on", models.DateField(null=True)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "community",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="records.area",
                    ),
                ),
                (
                    "unit",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="party_organisation",
                        to="records.unit",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["kind", "path"], name="party_by_kind")],
            },
        ),
        migrations.AddField(
            model_name="member",
            name="organisation",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="members",
                to="party.organisation",
            ),
        ),
        migrations.CreateModel(
            name="CommitteeTerm",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("elected_on", models.DateField()),
                ("starts_on", models.DateField()),
                ("ends_on", models.DateField()),
                ("ended_on", models.DateField(null=True)),
                ("approval_number", models.CharField(blank=True, max_length=60)),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="committee_terms",
                        to="party.organisation",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["ends_on"], name="party_term_end")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_on", None)),
                        fields=("organisation",),
                        name="one_present_term",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Affiliation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("since", models.DateField()),
                ("until", models.DateField(null=True)),
                ("letter", models.CharField(blank=True, max_length=60)),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="affiliations",
                        to="party.member",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="party.organisation",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("until", None)),
                        fields=("member",),
                        name="one_present_affiliation",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Seat",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("duty", models.CharField(max_length=16)),
                ("starts_on", models.DateField()),
                ("ends_on", models.DateField(null=True)),
                ("end_reason", models.CharField(blank=True, max_length=120)),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="seats",
                        to="party.member",
                    ),
                ),
                (
                    "term",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="seats",
                        to="party.committeeterm",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Transfer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.CharField(max_length=20, unique=True)),
                ("title", models.CharField(blank=True, max_length=120)),
                ("state", models.CharField(max_length=30)),
                ("version", models.PositiveIntegerField(default=1)),
                ("entered_at", models.DateTimeField()),
                ("area_path", jiceng.kernel.records.models.fields.PathField(max_length=120)),
                ("unit", models.CharField(max_length=24)),
                ("unit_path", jiceng.kernel.records.models.fields.PathField(max_length=120)),
                ("tier", models.CharField(max_length=12)),
                ("stage_since", models.DateTimeField(null=True)),
                ("stage_due_at", models.DateTimeField(null=True)),
                ("stage_given", models.BigIntegerField(default=0)),
                ("stage_left", models.BigIntegerField(null=True)),
                (
                    "stage_counting",
                    models.CharField(
                        default=jiceng.kernel.terms.Counting["WORKING_DAYS"], max_length=16
                    ),
                ),
                ("stage_provisional", models.BooleanField(default=False)),
                ("promise_since", models.DateTimeField(null=True)),
                ("due_at", models.DateTimeField(null=True)),
                ("first_due_at", models.DateTimeField(null=True)),
                ("promise_given", models.BigIntegerField(default=0)),
                ("promise_left", models.BigIntegerField(null=True)),
                (
                    "promise_counting",
                    models.CharField(
                        default=jiceng.kernel.terms.Counting["WORKING_DAYS"], max_length=16
                    ),
                ),
                ("promise_provisional", models.BooleanField(default=False)),
                ("warn_at", models.DateTimeField(null=True)),
                ("letter", models.CharField(blank=True, max_length=60)),
                ("released_at", models.DateTimeField(null=True)),
                ("received_at", models.DateTimeField(null=True)),
                (
                    "from_organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="party.organisation",
                    ),
                ),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="transfers",
                        to="party.member",
                    ),
                ),
                (
                    "to_organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="party.organisation",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ("asked", "released"))),
                        fields=("member",),
                        name="one_open_transfer",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="MobilePeriod",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("certificate", models.CharField(max_length=40)),
                ("since", models.DateField()),
                ("destination", models.CharField(max_length=80)),
                ("until", models.DateField(null=True)),
                (
                    "contact_member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="party.member",
                    ),
                ),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="mobile_periods",
                        to="party.member",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("until", None)),
                        fields=("member",),
                        name="one_present_absence",
                    )
                ],
            },
        ),
    ]
