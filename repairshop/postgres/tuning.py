"""How the server is set: for a shop, and for tests."""

import os
import sys
from pathlib import Path

ENOUGH_SHARED_MEMORY = 256 * 1024 * 1024

# For a small machine that is also the counter's computer; a machine of some 2 GB and more.
SHOP_SETTINGS = {
    "shared_buffers": "256MB",
    "work_mem": "16MB",
    "maintenance_work_mem": "128MB",
    "effective_cache_size": "1GB",
    "max_connections": "100",
    "random_page_cost": "1.1",
    "jit": "off",
    "max_parallel_workers_per_gather": "1",
    "max_wal_size": "2GB",
    "wal_level": "minimal",  # nothing follows this server; an index made anew need not be written twice
    "max_wal_senders": "0",
    "checkpoint_completion_target": "0.9",
    "idle_in_transaction_session_timeout": "10min",
    "log_min_duration_statement": "1s",
    "log_line_prefix": "%m [%p] %u@%d ",
    "logging_collector": "on",
    "log_filename": "postgresql-%a.log",  # seven files, each overwritten after a week
    "log_truncate_on_rotation": "on",
    "log_rotation_age": "1d",
}
# For tests: nothing has to survive.
THROW_AWAY_SETTINGS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "shared_buffers": "128MB",
    "max_connections": "100",
    "jit": "off",
    "random_page_cost": "1.1",
}


def has_shared_memory() -> bool:
    """Containers often have a /dev/shm of 64 MB, too small for parallel queries."""
    try:
        room = os.statvfs("/dev/shm")  # noqa: S108
    except OSError:
        return sys.platform != "linux"
    return room.f_blocks * room.f_frsize >= ENOUGH_SHARED_MEMORY and os.access("/dev/shm", os.W_OK)  # noqa: S108


def fixed_settings(socket_dir: Path, port: int, log_dir: Path) -> dict[str, str]:
    """What holds for every server of ours: no network, a socket for ourselves alone."""
    return {
        "listen_addresses": "",
        "port": str(port),
        "unix_socket_directories": str(socket_dir),
        "unix_socket_permissions": "0700",
        "log_directory": str(log_dir),
        **({} if has_shared_memory() else {"dynamic_shared_memory_type": "mmap"}),
    }
