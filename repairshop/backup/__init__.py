"""The whole shop in one file, and back: database, files, keys."""

from repairshop.backup.container import Damaged
from repairshop.backup.making import NotMade, make_backup, media_elsewhere
from repairshop.backup.restoring import NotRestored, Refused, check, restore

__all__ = ["Damaged", "NotMade", "NotRestored", "Refused", "check", "make_backup", "media_elsewhere", "restore"]
