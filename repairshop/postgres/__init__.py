"""The embedded PostgreSQL: a shop without DATABASE_URL brings its own server, reached by a Unix socket alone."""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache

from repairshop.postgres import files
from repairshop.postgres.cluster import Cluster
from repairshop.postgres.tuning import THROW_AWAY_SETTINGS

__all__ = [
    "THROW_AWAY_SETTINGS",
    "Cluster",
    "embedded_urls",
    "ensure_running",
    "is_running",
    "needs_database",
    "shop_cluster",
    "start",
    "stop",
]


@cache
def shop_cluster() -> Cluster:
    return Cluster(files.shop_folder())


def embedded_urls() -> tuple[str, str]:
    """The addresses (web role, owner role) of the shop's own server; starts nothing."""
    return shop_cluster().urls()


def start() -> None:
    shop_cluster().start()


def stop() -> None:
    shop_cluster().stop()


def is_running() -> bool:
    return shop_cluster().is_running()


@contextmanager
def ensure_running() -> Iterator[None]:
    """Have the shop's own server running; nothing to do with a DATABASE_URL."""
    if os.environ.get("DATABASE_URL"):
        yield
        return
    with shop_cluster().use():
        yield


def needs_database(arguments: Sequence[str]) -> bool:
    """Does this manage.py command talk to the database? `serve` and `bench` start one themselves."""
    return bool(arguments) and arguments[0] not in {"help", "--help", "-h", "version", "--version", "serve", "bench"}
