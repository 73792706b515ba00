"""The database backend of the settings (Django looks for a module of this name)."""

from __future__ import annotations

import select
from typing import Any

from django.db.backends.postgresql import base
from psycopg.pq import TransactionStatus


class DatabaseWrapper(base.DatabaseWrapper):
    def is_usable(self) -> bool:
        """Whether a kept connection still stands, asked at the beginning of each request.

        A server that closed it, or is gone, has left its end to be read; nothing to be read means that nothing was said since the last
        answer. So the server itself need not be asked, which would be one more question a request.
        """
        connection: Any = self.connection
        if connection is None or connection.closed:
            return False
        if connection.pgconn.transaction_status != TransactionStatus.IDLE:
            return super().is_usable()
        waiting = select.poll()
        waiting.register(connection.pgconn.socket, select.POLLIN)
        return not waiting.poll(0) or super().is_usable()
