"""The two ways out of the program: data to the standard output or a file, talk to the standard error; and exit codes."""

from __future__ import annotations

import errno
import io
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import IntEnum
from pathlib import Path
from types import FrameType, TracebackType
from typing import IO, Self

import click

from marsad.cli.bidi import clean


class ExitCode(IntEnum):
    """How the program ends. The help text of `marsad` lists them for users."""

    DONE = 0
    FAILED = 1
    USAGE = 2
    SOURCE = 3
    INTERRUPTED = 130
    READER_GONE = 141


class OutputGone(Exception):  # noqa: N818 (no error)
    """Whoever read our output stopped reading (`| head`): no error, but no use to go on."""


class OutputFailed(click.ClickException):
    """The output cannot be written: the disk is full, the device is gone."""

    exit_code = ExitCode.FAILED


class Output:
    """Where data goes: UTF-8 with `\\n` line ends whatever the locale says, flushed at each write, and never half a write:
    a Ctrl-C that comes during one waits until it is out."""

    def __init__(self, path: Path | None = None, *, name: Path | None = None) -> None:
        """To the file at `path`, which messages call `name`; to the standard output where there is none. Raises UsageError."""
        self._path = path
        self._holding = 0
        self._interrupted = False
        if path is not None:
            try:
                self._stream: IO[str] = path.open("w", encoding="utf-8", errors="backslashreplace", newline="\n")
            except OSError as error:
                raise click.UsageError(f"--output {name or path}: cannot be written ({error.strerror or error})") from error
        elif sys.stdout is None:
            raise OutputFailed("the standard output is closed")
        else:
            self._stream = sys.stdout
            if isinstance(self._stream, io.TextIOWrapper):
                # A lone surrogate of a JSON input comes out as the escape \udXXX, which is JSON too.
                self._stream.reconfigure(encoding="utf-8", errors="backslashreplace", newline="\n")

    @property
    def is_terminal(self) -> bool:
        """Whether a person watches the data itself."""
        return self._stream.isatty()

    def __enter__(self) -> Self:
        # Not where somebody else handles Ctrl-C, nor outside the main thread, where no handler can be set.
        self._held = signal.getsignal(signal.SIGINT) is signal.default_int_handler
        if self._held:
            signal.signal(signal.SIGINT, self._on_interrupt)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self._held:
            signal.signal(signal.SIGINT, signal.default_int_handler)
        if self._path is not None:
            self._stream.close()

    @contextmanager
    def whole(self) -> Iterator[None]:
        """What is done inside is done whole: a Ctrl-C that comes meanwhile is raised at its end; a second one does not wait."""
        self._holding += 1
        try:
            yield
        finally:
            self._holding -= 1
        if self._interrupted and not self._holding:
            self._interrupted = False  # what is written next, to end the output well, is written
            raise KeyboardInterrupt

    def write(self, text: str | bytes, *, colour: bool = False) -> None:
        """Write `text`, or bytes as they are, and flush. Raises OutputGone or OutputFailed."""
        with self.whole():
            try:
                click.echo(text, file=self._stream, nl=False, color=colour)
            except OSError as error:
                # Windows says EINVAL for a pipe without a reader.
                if error.errno in (errno.EPIPE, errno.EINVAL):
                    self._abandon()
                    raise OutputGone from error
                raise OutputFailed(f"the output cannot be written ({error.strerror or error})") from error

    def _on_interrupt(self, _signal: int, _frame: FrameType | None) -> None:
        if not self._holding or self._interrupted:
            self._interrupted = False
            raise KeyboardInterrupt
        self._interrupted = True

    def _abandon(self) -> None:
        """Send what is still buffered nowhere, so that the flush at exit raises no second error."""
        os.dup2(os.open(os.devnull, os.O_WRONLY), self._stream.fileno())


@contextmanager
def written_whole(path: Path | None, done: Callable[[Path], None]) -> Iterator[Output]:
    """An output whose file has its name only once all is written: until then it lies beside, and goes where anything fails. `done` is
    told of the whole file before it gets its name. With no path, or that of a device, it is an output as any."""
    if path is None or (path.exists() and not path.is_file()):
        with Output(path) as out:
            yield out
        return
    path = Path(os.path.realpath(path))  # a link goes on to lead there
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with Output(part, name=path) as out:
            yield out
        done(part)
        try:
            part.replace(path)
        except OSError as error:
            raise OutputFailed(f"{path}: cannot be written ({error.strerror or error})") from error
    finally:
        part.unlink(missing_ok=True)


def many_of(count: int, noun: str) -> str:
    """ "1 place", "2,000 places"."""
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"


class Talk:
    """What the program says on the standard error: messages, and a progress line where a person watches."""

    def __init__(self, *, progress: bool, total: int | None = None) -> None:
        self._progress = progress and sys.stderr.isatty()
        self._total = total
        self._articles = 0
        self._size = 0
        self._started = self._shown = time.monotonic()
        self._width = 0

    def say(self, message: str) -> None:
        """One message, with control characters taken out: it may quote an input."""
        self.clear()
        click.echo(f"marsad: {clean(message)}", err=True)

    def step(self, size: int) -> None:
        """One more article is done, which took `size` bytes of the input."""
        self._articles += 1
        self._size += size
        share = f"{min(100, 100 * self._size // self._total):3d} %  " if self._total else ""
        speed = self._articles / max(time.monotonic() - self._started, 0.001)
        self.show(f"{share}{many_of(self._articles, 'article')}  {speed:,.0f} a second")

    def show(self, line: str) -> None:
        """How far it is, in one line that the next replaces; a few times a second at most."""
        now = time.monotonic()
        if self._progress and now - self._shown > 0.2:
            click.echo("\r" + line.ljust(self._width), err=True, nl=False)
            self._shown, self._width = now, len(line)

    def clear(self) -> None:
        """Take the progress line off the screen."""
        if self._width:
            click.echo("\r" + " " * self._width + "\r", err=True, nl=False)
            self._width = 0
