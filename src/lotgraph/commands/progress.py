"""How a build that runs is watched: a bar on a terminal, and an interrupt that is not lost."""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager


@contextmanager
def watch(steps: Sequence[str]) -> Iterator[Callable[[str], None]]:
    """What a build calls at each of its steps: it moves the bar, and ends a build that was interrupted.

    A library that clears the exception which Python raises for SIGINT would let the build go on and publish.
    """
    with _interrupts() as raise_again, _bar(steps) as move:

        def advance(step: str) -> None:
            raise_again()
            move(step)

        yield advance


@contextmanager
def _interrupts() -> Iterator[Callable[[], None]]:
    """What raises KeyboardInterrupt once more, if there was one."""
    is_ours = threading.current_thread() is threading.main_thread()
    if not is_ours or signal.getsignal(signal.SIGINT) is not signal.default_int_handler:
        yield lambda: None
        return
    interrupted = False

    def interrupt(_number: int, _frame: object) -> None:
        nonlocal interrupted
        interrupted = True
        raise KeyboardInterrupt

    def raise_again() -> None:
        if interrupted:
            raise KeyboardInterrupt

    signal.signal(signal.SIGINT, interrupt)
    try:
        yield raise_again
    finally:
        signal.signal(signal.SIGINT, signal.default_int_handler)


@contextmanager
def _bar(steps: Sequence[str]) -> Iterator[Callable[[str], None]]:
    """A bar that moves on with each step; nothing where the output is not a terminal."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    from tqdm import tqdm

    with tqdm(total=len(steps), bar_format="{desc:<10} {bar:30} {elapsed}", leave=False) as bar:

        def move(step: str) -> None:
            bar.update(steps.index(step) - bar.n)
            bar.set_description_str(step)

        yield move
