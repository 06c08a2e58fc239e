import django.db.models.deletion
import openprobation.vocabulary.risk
import openprobation.vocabulary.unpaid_work
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('identity', '__first__'),
        ('organisations', '0001_initial'),
        ('persons', '0001_initial'),
        ('sentences', '0002_corrections'),
    ]

    operations = [
        migrations.CreateModel(
            name='Beneficiary',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.TextField(db_comment='not personal', unique=True)),
                ('telephone', models.TextField(blank=True, db_comment='not personal', default='')),
            ],
        ),
        migrations.CreateModel(
            name='Obligation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('owed', models.PositiveIntegerField(db_comment='personal')),
                ('starts_on', models.DateField(db_comment='personal')),
                ('limits', models.TextField(blank=True, db_comment='personal', default='')),
                ('inducted_on', models.DateField(blank=True, db_comment='personal', null=True)),
                ('ended_on', models.DateField(blank=True, db_comment='personal', null=True)),
                ('taken_on_at', models.DateTimeField(db_comment='not personal')),
                ('order', models.ForeignKey(db_comment='not personal', on_delete=django.db.models.deletion.PROTECT, related_name='+', to='sentences.order')),
                ('person', models.ForeignKey(db_comment='not personal', on_delete=django.db.models.deletion.PROTECT, related_name='obligations', to='persons.person')),
                ('requirement', models.OneToOneField(db_comment='not personal', on_delete=django.db.models.deletion.PROTECT, related_name='obligation', to='sentences.requirement')),
                ('taken_on_by', models.ForeignKey(db_comment='not personal', on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('owed__gt', 0)), name='something_is_owed')],
            },
        ),
        migrations.CreateModel(
            name='Project',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.TextField(db_comment='not personal')),
                ('kind', models.TextField(choices=openprobation.vocabulary.unpaid_work.ProjectKind.choices, db_comment='not personal')),
                ('place', models.TextField(db_comment='not personal')),
                ('capacity', models.PositiveSmallIntegerField(db_comment='not personal')),
                ('starts_on', models.DateField(db_comment='not personal')),
                ('ends_on', models.DateField(blank=True, db_comment='not personal', null=True)),
                ('highest_harm', models.TextField(choices=openprobation.vocabulary.risk.HarmLevel.choices, db_comment='not personal')),
                ('not_with', models.JSONField(db_comment='not personal', default=list)),
                ('women_only', models.BooleanField(db_comment='not personal', default=False)),
                ('travel_counts', models.BooleanField(db_comment='not personal', default=False)),
                ('opened_at', models.DateTimeField(db_comment='not personal')),
                ('beneficiary', models.ForeignKey(db_comment='not personal', on_delete=django.db.models.deletion.PROTECT, related_name='projects', to='unpaid_work.beneficiary')),
                ('opened_by', models.ForeignKey(db_comment='not personal', on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('supervisor', models.ForeignKey(blank=True, db_comment='not personal', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('team', models.ForeignKey(db_comment='not personal', on_delete=django.db.models.deletion.PROTECT, related_name='projects', to='organisations.team')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('ends_on__isnull', True), ('ends_on__gte', models.F('starts_on')), _connector='OR'), name='project_span'), models.CheckConstraint(condition=models.Q(('capacity__gt', 0)), name='project_has_room'), models.UniqueConstraint(fields=('team', 'name'), name='project_named_once')],
            },
        ),
        migrations.CreateModel(
            name='Allocation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('frequency', models.TextField(choices=openprobation.vocabulary.unpaid_work.Frequency.choices, db_comment='not personal')),
                ('weekday', models.TextField(choices=openprobation.vocabulary.unpaid_work.Weekday.choices, db_comment='not personal')),
                ('starts_on', models.DateField(db_comment='personal')),
                ('ends_on', models.DateField(blank=True, db_comment='personal', null=True)),
                ('start', models.TimeField(db_comment='not personal')),
                ('end', models.TimeField(db_comment='not personal')),
                ('made_at', models.DateTimeField(db_comment='not personal')),
                ('ended_at', models.DateTimeField(blank=True, db_comment='not personal', null=True)),
                ('ended_why', models.TextField(blank=True, db_comment='personal', null=True)),
                ('ended_by', models.ForeignKey(blank=True, db_comment='not personal', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('made_by', models.ForeignKey(db_comment='not personal', on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('obligation', models.ForeignKey(db_comment='not personal', on_delete=django.db.models.deletion.PROTECT, related_name='allocations', to='unpaid_work.obligation')),
                ('project', models.ForeignKey(db_comment='not personal', on_delete=django.db.models.deletion.PROTECT, related_name='allocations', to='unpaid_work.project')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('end__gt', models.F('start'))), name='allocation_hours'), models.CheckConstraint(condition=models.Q(models.Q(('ended_at__isnull', False), ('ended_by__isnull', False), ('ended_why__isnull', False)), models.Q(('ended_at__isnull', True), ('ended_by__isnull', True), ('ended_why__isnull', True)), _connector='OR'), name='allocation_ended_whole')],
            },
        ),
        migrations.CreateModel(
            name='WorkAppointment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('on', models.DateField(db_comment='personal')),
                ('start', models.TimeField(db_comment='not personal')),
                ('end', models.TimeField(db_comment='not personal')),
                ('planned_at', models.DateTimeField(db_comment='not personal')),
                ('mark', models.TextField(blank=True, choices=openprobation.vocabulary.unpaid_work.AttendanceMark.choices, db_comment='personal', null=True)),
                ('arrived', models.TimeField(blank=True, db_comment='not personal', null=True)),
                ('left', models.TimeField(blank=True, db_comment='not personal', null=True)),
                ('penalty', models.PositiveSmallIntegerField(db_comment='not personal', default=0)),
                ('marked_at', models.DateTimeField(blank=True, db_comment='not personal', null=True)),
                ('settled', models.BooleanField(db_comment='not personal', default=False)),
                ('report', models.TextField(blank=True, choices=openprobation.vocabulary.unpaid_work.ReportState.choices, db_comment='personal', null=True)),
                ('decided_at', models.DateTimeField(blank=True, db_comment='not personal', null=True)),
                ('decided_why', models.TextField(blank=True, db_comment='personal', default='')),
                ('taken_back_at', models.DateTimeField(blank=True, db_comment='not personal', null=True)),
                ('version', models.PositiveIntegerField(db_comment='not personal', default=1)),
                ('allocation', models.ForeignKey(blank=True, db_comment='not personal', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='appointments', to='unpaid_work.allocation')),
                ('decided_by', models.ForeignKey(blank=True, db_comment='not personal', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('marked_by', models.ForeignKey(blank=True, db_comment='not personal', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('obligation', models.ForeignKey(db_comment='not personal', on_delete=django.db.models.deletion.PROTECT, related_name='appointments', to='unpaid_work.obligation')),
                ('person', models.ForeignKey(db_comment='not personal', on_delete=django.db.models.deletion.PROTECT, related_name='work_appointments', to='persons.person')),
                ('project', models.ForeignKey(db_comment='not personal', on_delete=django.db.models.deletion.PROTECT, related_name='appointments', to='unpaid_work.project')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('end__gt', models.F('start'))), name='work_hours'), models.CheckConstraint(condition=models.Q(models.Q(('mark__isnull', False), ('marked_at__isnull', False), ('marked_by__isnull', False)), models.Q(('mark__isnull', True), ('marked_at__isnull', True), ('marked_by__isnull', True)), _connector='OR'), name='mark_whole'), models.CheckConstraint(condition=models.Q(models.Q(('decided_at__isnull', False), ('decided_by__isnull', False)), models.Q(('decided_at__isnull', True), ('decided_by__isnull', True)), _connector='OR'), name='report_decided_whole'), models.CheckConstraint(condition=models.Q(('settled', False), ('mark__isnull', False), _connector='OR'), name='only_a_mark_settles'), models.CheckConstraint(condition=models.Q(('taken_back_at__isnull', True), ('mark__isnull', True), _connector='OR'), name='what_is_marked_stays'), models.UniqueConstraint(condition=models.Q(('taken_back_at__isnull', True)), fields=('allocation', 'on', 'start'), name='an_allocation_once_a_time')],
                'indexes': [models.Index(fields=['project', 'on'], name='work_of_a_day'), models.Index(fields=['person', 'on'], name='work_of_person'), models.Index(condition=models.Q(('report', 'waiting')), fields=['person'], name='work_reports_waiting')],
            },
        ),
        migrations.CreateModel(
            name='HoursEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField(db_comment='not personal')),
                ('kind', models.TextField(choices=openprobation.vocabulary.unpaid_work.EntryKind.choices, db_comment='not personal')),
                ('minutes', models.IntegerField(db_comment='personal')),
                ('balance', models.PositiveIntegerField(db_comment='personal')),
                ('owed', models.PositiveIntegerField(db_comment='personal')),
                ('on', models.DateField(db_comment='personal')),
                ('of_version', models.PositiveIntegerField(blank=True, db_comment='not personal', null=True)),
                ('why', models.TextField(blank=True, db_comment='personal', default='')),
                ('at', models.DateTimeField(db_comment='not personal')),
                ('by', models.ForeignKey(db_comment='not personal', on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('reverses', models.OneToOneField(blank=True, db_comment='not personal', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='taken_back_by', to='unpaid_work.hoursentry')),
                ('obligation', models.ForeignKey(db_comment='not personal', on_delete=django.db.models.deletion.PROTECT, related_name='entries', to='unpaid_work.obligation')),
                ('appointment', models.ForeignKey(blank=True, db_comment='not personal', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='entries', to='unpaid_work.workappointment')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('obligation', 'number'), name='ledger_without_a_gap'), models.CheckConstraint(condition=models.Q(('minutes__lt', 0), ('balance__lte', models.F('owed')), _connector='OR'), name='never_more_than_owed'), models.CheckConstraint(condition=models.Q(models.Q(('kind', 'taken_back'), ('minutes__lt', 0), ('reverses__isnull', False)), models.Q(models.Q(('kind', 'taken_back'), _negated=True), ('minutes__gt', 0), ('reverses__isnull', True)), _connector='OR'), name='credited_or_taken_back'), models.UniqueConstraint(condition=models.Q(('reverses__isnull', True)), fields=('appointment', 'kind', 'of_version'), name='never_credited_twice'), models.CheckConstraint(condition=models.Q(models.Q(('appointment__isnull', False), ('of_version__isnull', False)), models.Q(('appointment__isnull', True), ('of_version__isnull', True)), _connector='OR'), name='credited_as_it_stood')],
            },
        ),
        migrations.CreateModel(
            name='WorkSession',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('on', models.DateField(db_comment='not personal')),
                ('stood_down', models.TextField(blank=True, choices=openprobation.vocabulary.unpaid_work.StandDown.choices, db_comment='not personal', null=True)),
                ('stood_down_at', models.DateTimeField(blank=True, db_comment='not personal', null=True)),
                ('project', models.ForeignKey(db_comment='not personal', on_delete=django.db.models.deletion.PROTECT, related_name='sessions', to='unpaid_work.project')),
                ('stood_down_by', models.ForeignKey(blank=True, db_comment='not personal', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('supervisor', models.ForeignKey(blank=True, db_comment='not personal', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('project', 'on'), name='one_day_of_a_project'), models.CheckConstraint(condition=models.Q(models.Q(('stood_down__isnull', False), ('stood_down_at__isnull', False), ('stood_down_by__isnull', False)), models.Q(('stood_down__isnull', True), ('stood_down_at__isnull', True), ('stood_down_by__isnull', True)), _connector='OR'), name='stand_down_whole')],
            },
        ),
    ]
