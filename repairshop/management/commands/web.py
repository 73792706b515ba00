"""The web process: waitress in front of the shop."""

import gc
import signal
import socket
import sys
from argparse import ArgumentParser
from typing import Any

import waitress
from django.conf import settings
from django.core.management.base import BaseCommand

# With waitress's own defaults 20 slow readers or 120 unfinished requests would stop the shop.
SERVER = {
    "threads": 8,
    "connection_limit": 1000,
    "asyncore_use_poll": True,
    "outbuf_high_watermark": 100 * 1024 * 1024,
    "channel_timeout": 30,
    "cleanup_interval": 10,
    "channel_request_lookahead": 1,  # so a request that waits is seen to have been given up
    "max_request_body_size": 256 * 1024 * 1024,
    "ident": None,
}
SELDOM = (50_000, 20, 20)  # a list page makes some twenty thousand things that go by themselves
BEHIND_PROXY = {
    "trusted_proxy": "*",
    "trusted_proxy_count": 1,
    "trusted_proxy_headers": {"x-forwarded-for", "x-forwarded-host", "x-forwarded-proto"},
    "clear_untrusted_proxy_headers": True,
}


class Command(BaseCommand):
    help = "Serve the pages (bin/serve starts this together with everything else)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--socket", type=int, help="number of an open file that already is the socket")

    def handle(self, *_args: Any, **options: Any) -> None:
        self.check(databases=["default"])
        from repairshop.wsgi import application  # noqa: PLC0415 - only after the checks

        listening = (
            [socket.socket(fileno=options["socket"])]
            if options["socket"] is not None
            else [_bind(options["host"], options["port"])]
        )
        gc.freeze()  # what was made at the start stays to the end: nothing of it is looked through again and again
        gc.set_threshold(*SELDOM)
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))  # waitress then lets running requests end
        proxy = BEHIND_PROXY if settings.SECURE_PROXY_SSL_HEADER else {}
        waitress.serve(application, sockets=listening, _quiet=True, **SERVER, **proxy)


def _bind(host: str, port: int) -> socket.socket:
    return socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
