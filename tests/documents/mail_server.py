"""A mail server of a few lines that takes letters, or refuses them as it is told to."""

from __future__ import annotations

import socketserver
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass
class Post:
    """What came, and what is answered to each command; "250 OK" where nothing else is said."""

    port: int = 0
    answers: dict[str, str] = field(default_factory=dict)
    recipients: list[str] = field(default_factory=list)
    letters: list[bytes] = field(default_factory=list)


def _handler(post: Post) -> type[socketserver.StreamRequestHandler]:
    class Conversation(socketserver.StreamRequestHandler):
        """RFC 5321, as much of it as one letter needs."""

        def handle(self) -> None:
            self.say("220 here")
            while line := self.rfile.readline().decode().strip():
                command = line.partition(" ")[0].upper()
                if command == "RCPT":
                    post.recipients.append(line.partition(":")[2])
                if command == "DATA":
                    self.say("354 go on")
                    letter = self.letter()
                    if command not in post.answers:
                        post.letters.append(letter)
                self.say(post.answers.get(command, "221 bye" if command == "QUIT" else "250 OK"))
                if command == "QUIT":
                    return

        def letter(self) -> bytes:
            lines = []
            while (line := self.rfile.readline()) != b".\r\n":
                lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
            return b"".join(lines)

        def say(self, words: str) -> None:
            self.wfile.write(words.encode() + b"\r\n")

    return Conversation


@contextmanager
def listening() -> Iterator[Post]:
    post = Post()
    with socketserver.TCPServer(("127.0.0.1", 0), _handler(post)) as server:
        post.port = server.server_address[1]
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}).start()
        try:
            yield post
        finally:
            server.shutdown()
