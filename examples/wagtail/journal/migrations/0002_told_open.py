from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("journal", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="articlepage",
            name="told_open",
            field=models.BooleanField(editable=False, null=True),
        ),
    ]
