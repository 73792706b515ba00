"""Is the shop well: does the database answer, does the worker work, is there room, are papers waiting."""

from __future__ import annotations

import shutil
from datetime import timedelta

from django.conf import settings
from django.db import DatabaseError, connection
from django.utils import timezone

from documents.models import Document, DocumentFile

HEARTBEAT = 60  # seconds; the worker writes one every ten
ROOM = 500 * 1024 * 1024  # bytes
PATIENCE = timedelta(minutes=10)  # a document without a file for so long is one that the worker cannot draw


def checks() -> dict[str, bool]:
    """True where all is well; without a database nothing can be said of the worker and the documents."""
    try:
        return {"database": True, "worker": worker_beats(), "disk": has_room(), "documents": not papers_wait()}
    except DatabaseError:
        return {"database": False, "worker": False, "disk": has_room(), "documents": False}


def worker_beats() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT 1 FROM procrastinate_workers WHERE last_heartbeat > now() - make_interval(secs => %s))",
            [HEARTBEAT],
        )
        beats: bool = cursor.fetchone()[0]
    return beats


def has_room() -> bool:
    return shutil.disk_usage(settings.VAR_DIR).free > ROOM


def papers_wait() -> bool:
    """Whether a document of the last month waits: monitors ask often, so this must be quick."""
    now = timezone.now()
    recent = Document.objects.filter(issued_at__lt=now - PATIENCE, issued_at__gt=now - timedelta(days=31))
    return recent.exclude(number__in=DocumentFile.objects.values("number")).exists()
