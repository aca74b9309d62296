"""What a worker may not do, as far as the system can be told: no network, no files, so much memory.

No answer depends on it.  Linux takes all of it, where a container does not forbid name spaces; macOS takes
the limit of files only, and there memory is watched from outside.
"""

from __future__ import annotations

import contextlib
import ctypes
import fcntl
import os
import resource
import select
import signal
import subprocess
import sys
from collections.abc import Collection
from pathlib import Path
from typing import Final

KERNEL_LIMITS_MEMORY: Final = sys.platform == "linux"
"""Whether the kernel holds a process to a limit of memory; macOS takes RLIMIT_AS and does nothing."""

_LOWEST: Final = 19
_STACK: Final = 8 * 1024 * 1024
_PAGE: Final = resource.getpagesize()

# <linux/prctl.h>, <linux/sched.h>, <asm-generic/mman-common.h>
_PR_SET_PDEATHSIG: Final = 1
_CLONE_NEWUSER: Final = 0x10000000
_CLONE_NEWNET: Final = 0x40000000
_MADV_POPULATE_WRITE: Final = 23


def set_parent_death_signal(parent: int) -> None:
    """Be killed when the parent, or the thread of it that made this process, ends."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:
        os._exit(0)


def end_with_reader(pipe: int) -> None:
    """Be ended when nobody can read the other end of a pipe any more: it was closed, or its process has ended.

    So a worker outlives its fork server, but not the web process, and that can end it without a fork server.
    The signal's default action ends the process (signal(7)); nothing here catches it.
    """
    signal.signal(signal.SIGIO, signal.SIG_DFL)
    fcntl.fcntl(pipe, fcntl.F_SETOWN, os.getpid())
    fcntl.fcntl(pipe, fcntl.F_SETFL, fcntl.fcntl(pipe, fcntl.F_GETFL) | os.O_ASYNC)
    closed = select.poll()
    closed.register(pipe, 0)
    if closed.poll(0):
        os._exit(0)


def copy_shared_memory() -> None:
    """Take copies of the pages that this process shares with the one it was forked from, all at once.

    A query that reads the store in memory counts references in it, and so would copy a page at a time: measured
    on 1.3 GB, that took a first query ten times as long, and 1.8 s of faults altogether; this takes 0.6 s.
    Where the kernel cannot (Linux before 5.14, macOS) the queries pay as they go.
    """
    if sys.platform != "linux":
        return
    system = ctypes.CDLL(None)
    system.madvise.argtypes = (ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int)
    for line in Path("/proc/self/maps").read_text(encoding="utf-8").splitlines():
        addresses, permissions, _, _, file, *_ = line.split()
        if permissions == "rw-p" and file == "0":
            begin, end = (int(address, 16) for address in addresses.split("-"))
            system.madvise(begin, end - begin, _MADV_POPULATE_WRITE)


def release_free_memory() -> None:
    """Give memory back that was freed, as far as the C library can."""
    if sys.platform == "linux":
        with contextlib.suppress(AttributeError):
            ctypes.CDLL(None).malloc_trim(0)


def leave_network() -> bool:
    """Move into a network of its own, where nothing is, not even this machine; the children are born there."""
    if sys.platform != "linux":
        return False
    # Root needs no name space of users, and would lose its rights in one.
    flags = _CLONE_NEWNET if os.geteuid() == 0 else _CLONE_NEWNET | _CLONE_NEWUSER
    return int(ctypes.CDLL(None).unshare(flags)) == 0


def give_way(pid: int) -> None:
    """Let a process stand back behind all others; without privileges that cannot be taken back.

    Measured: SCHED_IDLE lets short queries through no faster, and starves this one wherever anything runs.
    """
    with contextlib.suppress(OSError):
        os.setpriority(os.PRIO_PROCESS, pid, _LOWEST)


def forbid_files() -> None:
    """Let no file or socket be opened any more; those that are open stay so."""
    # A new descriptor takes the lowest free number: with 0, 1 and 2 in use there is none under three.
    _set(resource.RLIMIT_NOFILE, 3)


def disable_core_dumps() -> None:
    """Leave no core dump, take no stack without end, and be the first to go when the machine's memory ends."""
    _set(resource.RLIMIT_CORE, 0)
    soft, _ = resource.getrlimit(resource.RLIMIT_STACK)
    if soft == resource.RLIM_INFINITY:
        _set(resource.RLIMIT_STACK, _STACK, hard=False)
    with contextlib.suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("1000", encoding="ascii")


class OwnMemory:
    """The memory of this process, told without opening anything once it was made."""

    def __init__(self) -> None:
        self._file: int | None = None
        with contextlib.suppress(OSError):
            self._file = os.open("/proc/self/statm", os.O_RDONLY)

    def held(self) -> int:
        """Bytes that it holds beside files; where nothing tells, the most that it ever held."""
        if self._file is None:
            return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        _, resident, files = _pages(self._read())
        return resident - files

    def limit(self, size: int) -> None:
        """Let it grow by so many bytes of addresses from where it stands now."""
        if KERNEL_LIMITS_MEMORY and self._file is not None:
            _set(resource.RLIMIT_AS, _pages(self._read())[0] + size, hard=False)

    def _read(self) -> bytes:
        return os.pread(self._file or 0, 256, 0)


def memory_of(pids: Collection[int]) -> dict[int, int]:
    """Bytes that each process holds beside files, those that it shares since its birth too."""
    if not pids:
        return {}
    if sys.platform != "linux":
        return _by_ps(pids)
    found = {}
    for pid in pids:
        with contextlib.suppress(OSError, ValueError):
            _, resident, files = _pages(Path(f"/proc/{pid}/statm").read_bytes())
            found[pid] = resident - files
    return found


def _pages(statm: bytes) -> tuple[int, int, int]:
    """Bytes of addresses, of memory, and of memory that maps files."""
    size, resident, files, *_ = (int(number) for number in statm.split())
    return size * _PAGE, resident * _PAGE, files * _PAGE


def _by_ps(pids: Collection[int]) -> dict[int, int]:
    """The memory by ``ps``, where there is no /proc; it counts in KiB."""
    command = ["/bin/ps", "-o", "pid=,rss=", "-p", ",".join(map(str, pids))]
    listed = subprocess.run(command, capture_output=True, text=True, check=False).stdout  # noqa: S603 - numbers only
    return {int(pid): int(size) * 1024 for pid, size in (line.split() for line in listed.splitlines())}


def _set(what: int, size: int, *, hard: bool = True) -> None:
    _, most = resource.getrlimit(what)
    limit = size if most == resource.RLIM_INFINITY else min(size, most)
    with contextlib.suppress(OSError, ValueError):
        resource.setrlimit(what, (limit, limit if hard else most))
