"""Comments that were approved at their source get its time of publication, in their pages too."""

import hashlib
import json
from typing import Any

from django.db import migrations
from django.db.models import F

from stet.comments.compressing import deflated
from stet.comments.guards import GUARDS
from stet.comments.rendering import stamp

_FIXED = "comments_comment_standing_fixed"  # made again after every migration, as all guards are
_OWN_TIME = (
    "UPDATE comments_comment SET published_at = posted_at "
    "WHERE state = 'approved' AND source <> '' AND published_at <> posted_at "
    "AND EXISTS (SELECT 1 FROM moderation_decision d "
    "WHERE d.id = comments_comment.decision AND d.kind = 'imported')"
)


def give_own_time(apps: Any, schema_editor: Any) -> None:
    connection = schema_editor.connection
    with connection.cursor() as cursor:
        for guard in GUARDS:
            if guard.name == _FIXED:
                for statement in guard.drop(connection.vendor):
                    cursor.execute(statement)
        cursor.execute(_OWN_TIME)
        changed = cursor.rowcount
    if changed:
        pages = apps.get_model("comments", "ThreadPage").objects
        for key in list(pages.values_list("pk", flat=True)):
            _mend(apps, pages.get(pk=key))


def _mend(apps: Any, page: Any) -> None:
    """The page with the times that its comments have now, as `stet publish` would make it."""
    rows = json.loads(bytes(page.json))
    comments = apps.get_model("comments", "Comment").objects
    found = comments.filter(id__in=[row["id"] for row in rows])
    times = {str(key): stamp(at) for key, at in found.values_list("id", "published_at") if at}
    if all(times.get(row["id"]) == row["published_at"] for row in rows):
        return
    for row in rows:
        row["published_at"] = times.get(row["id"], row["published_at"])
    page.json = json.dumps(rows, ensure_ascii=False, separators=(",", ":")).encode()
    page.json_deflate = deflated(page.json)
    page.digest = hashlib.sha256(bytes(page.html) + b"\x00" + page.json).hexdigest()
    page.save(update_fields=["json", "json_deflate", "digest"])
    threads = apps.get_model("comments", "Thread").objects
    threads.filter(pk=page.thread_id).update(edition=F("edition") + 1)


class Migration(migrations.Migration):
    dependencies = [
        ("moderation", "0014_nudges"),
        ("comments", "0006_latest_with_imports"),
    ]

    operations = [migrations.RunPython(give_own_time, migrations.RunPython.noop)]
