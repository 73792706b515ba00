"""A helper process that works off one request after the other, and that may hang, swell or die without harm to us.

Both sides speak in frames: one byte of meaning, eight bytes of length, the body.
The child lives as long as its standard input.
"""

import atexit
import contextlib
import gc
import logging
import os
import resource
import select
import selectors
import signal
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import IO

HEAD = struct.Struct(">cQ")
READY, ASK, DONE, FAILED = b"R", b"A", b"D", b"F"
MEMORY_LIMIT = 512 * 1024 * 1024
LARGEST_ANSWER = 64 * 1024 * 1024
PAUSE = 0.05  # seconds without a request: the child may tidy up
START_LIMIT = 90.0  # the first start on a machine cuts the fonts
PROJECT = Path(__file__).resolve().parent.parent
# Nothing else of the environment reaches the child: it needs neither the database's address nor any secret.
PASSED_ON = {"PATH", "HOME", "LANG", "LC_ALL", "LC_CTYPE", "TMPDIR", "LD_LIBRARY_PATH", "REPAIRSHOP_VAR"}
PASSED_ON_PREFIXES = ("DYLD_", "FONTCONFIG_", "PYTHON", "XDG_")

logger = logging.getLogger(__name__)


class ChildFailed(Exception):
    """The child refused the request, died over it or took too long."""


class NotStarted(ChildFailed):
    """No child came up: this says nothing about the request."""


class Died(ChildFailed):
    """The child went down over the request, or was taken down while it had it: asked again, it may well succeed."""


# --- our side --------------------------------------------------------------------------------------------------------
class Child:
    """One child process, started when first asked; not for two threads at once."""

    def __init__(self, module: str, *, recycle_after: int) -> None:
        self.module = module
        self.recycle_after = recycle_after
        self.answered = 0
        self.process: subprocess.Popen[bytes] | None = None
        atexit.register(self.stop)

    def ask(self, body: bytes, *, seconds: float) -> bytes:
        """The child's answer; after a failure the next request finds a fresh child."""
        try:
            process = self.running()
            meaning, answer = self._exchange(process, body, seconds=seconds)
        except ChildFailed:
            self.kill()
            raise
        except OSError as error:
            self.kill()
            raise Died(str(error)) from error
        self.answered += 1
        if self.answered >= self.recycle_after:
            self.stop()
        if meaning != DONE:
            raise ChildFailed(answer.decode("utf-8", "replace"))
        return answer

    def running(self) -> subprocess.Popen[bytes]:
        if self.process is not None and self.process.poll() is None:
            return self.process
        self.kill()
        self.answered = 0
        try:
            self.process = _start(self.module)
            meaning, _ = _receive(_pipe(self.process.stdout), deadline=time.monotonic() + START_LIMIT)
        except (OSError, ChildFailed) as error:
            raise NotStarted(str(error)) from error
        if meaning != READY:
            raise NotStarted("the child spoke before it was ready")
        return self.process

    def stop(self) -> None:
        """Let the child end by itself; it does when its input ends."""
        if self.process is None:
            return
        with contextlib.suppress(OSError):
            _pipe(self.process.stdin).close()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(timeout=2)
        self.kill()

    def kill(self) -> None:
        if self.process is None:
            return
        self.process.kill()
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout):
            with contextlib.suppress(OSError):
                _pipe(pipe).close()
        self.process = None

    def _exchange(self, process: subprocess.Popen[bytes], body: bytes, *, seconds: float) -> tuple[bytes, bytes]:
        deadline = time.monotonic() + seconds
        pipe = _pipe(process.stdin)
        pipe.write(HEAD.pack(ASK, len(body)) + body)
        pipe.flush()
        return _receive(_pipe(process.stdout), deadline=deadline)


def _start(module: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(  # noqa: S603 - our own interpreter and our own module
        [sys.executable, "-m", module],
        cwd=PROJECT,
        env={key: value for key, value in os.environ.items() if _passes(key)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )


def _passes(key: str) -> bool:
    return key in PASSED_ON or key.startswith(PASSED_ON_PREFIXES)


def _pipe(pipe: IO[bytes] | None) -> IO[bytes]:
    if pipe is None:
        raise ChildFailed("the child has no pipes")
    return pipe


def _receive(pipe: IO[bytes], *, deadline: float) -> tuple[bytes, bytes]:
    meaning, length = HEAD.unpack(_read(pipe, HEAD.size, deadline=deadline))
    if length > LARGEST_ANSWER:
        raise ChildFailed(f"an answer of {length} bytes")
    return meaning, _read(pipe, length, deadline=deadline)


def _read(pipe: IO[bytes], length: int, *, deadline: float) -> bytes:
    """Exactly so many bytes, read past the pipe's own buffer so that waiting can end."""
    parts: list[bytes] = []
    with selectors.DefaultSelector() as selector:
        selector.register(pipe, selectors.EVENT_READ)
        while length:
            if not selector.select(max(0.0, deadline - time.monotonic())):
                raise ChildFailed("time is up")
            part = os.read(pipe.fileno(), min(length, 1 << 20))
            if not part:
                raise Died("the child died")
            parts.append(part)
            length -= len(part)
    return b"".join(parts)


# --- the child's side ------------------------------------------------------------------------------------------------
def serve(answer: Callable[[bytes], bytes]) -> None:
    """Answer requests until the input ends. Whatever prints to standard output lands in standard error instead.

    What a request left behind is cleared away in the pause after it, when nobody waits.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is the parent's affair: it closes our input
    source, target = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    _limit_memory()
    threading.Thread(target=_watch, args=(os.getppid(),), daemon=True).start()
    _send(target, READY, b"")
    while head := source.read(HEAD.size):
        _, length = HEAD.unpack(head)
        _send(target, *_answered(answer, source.read(length)))
        if not select.select([source], [], [], PAUSE)[0]:
            gc.collect()


def _answered(answer: Callable[[bytes], bytes], body: bytes) -> tuple[bytes, bytes]:
    try:
        return DONE, answer(body)
    except MemoryError:
        os._exit(1)  # what is left of the process cannot be trusted
    except Exception as error:  # noqa: BLE001 - whatever it was, the parent has to hear it
        return FAILED, f"{type(error).__name__}: {error}"[:1000].encode("utf-8", "replace")


def _send(target: IO[bytes], meaning: bytes, body: bytes) -> None:
    target.write(HEAD.pack(meaning, len(body)) + body)
    target.flush()


def _limit_memory() -> None:
    with contextlib.suppress(ValueError, OSError):  # macOS knows the limit only by name; there the watch below does it
        resource.setrlimit(resource.RLIMIT_DATA, (MEMORY_LIMIT, MEMORY_LIMIT))


def _watch(parent: int) -> None:
    """End the process when its parent is gone or its memory has grown too far, even in the middle of a request."""
    while os.getppid() == parent and _memory() < MEMORY_LIMIT:
        time.sleep(0.2)
    os._exit(1)


def _memory() -> int:
    """Bytes in use now. On Linux the greatest use of a process counts the process that started it, so it cannot be asked."""
    if sys.platform == "darwin":
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize()
