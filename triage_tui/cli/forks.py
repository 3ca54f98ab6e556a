"""Jobs that other processes take one after the other: one for each processor, all made for this and ended with it.

They are forks, made while there is but one thread, and need nothing told or imported again. Each takes the number of
the next job from a pipe and writes its answer into another, at once, so that it is not mixed with what others write.
"""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from select import PIPE_BUF
from typing import IO, NoReturn

from triage_tui.errors import TriageError

MOST = 256
"""Jobs: the number of each is one byte."""
HEAD = 3
"""Bytes in front of an answer: the number of its job, and how long it is."""
LONGEST = PIPE_BUF - HEAD
"""Bytes of an answer."""


def processors() -> int:
    """How many processes can work at once; one where there are other threads already, or no forks."""
    if not hasattr(os, "fork") or threading.active_count() > 1:
        return 1
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@contextmanager
def answers(count: int, work: Callable[[int], bytes]) -> Iterator[Iterator[bytes]]:
    """What `work` answers to each job in turn; raises `TriageError` where a process ended before it answered."""
    (jobs, fill), (ready, feed) = os.pipe(), os.pipe()
    os.write(fill, bytes(range(count)))
    os.close(fill)
    pids = list[int]()
    # For the others it stays so: Ctrl-C reaches all, and this one ends them.
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        for _ in range(min(processors(), count)):
            pid = os.fork()
            if not pid:
                os.close(ready)
                _work(jobs, feed, work)
            pids.append(pid)
        os.close(jobs)
        os.close(feed)
        with open(ready, "rb") as pipe:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)
            yield _in_turn(pipe, count)
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
        for pid in pids:
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)


def _in_turn(pipe: IO[bytes], count: int) -> Iterator[bytes]:
    early = dict[int, bytes]()
    for number in range(count):
        while number not in early:
            if not (head := pipe.read(HEAD)):
                raise TriageError("a process that did a part of the work was ended", "do it again")
            early[head[0]] = pipe.read(int.from_bytes(head[1:]))
        yield early.pop(number)


def _work(jobs: int, feed: int, work: Callable[[int], bytes]) -> NoReturn:
    """Be another process, to its end: when nothing is left to do, or nobody left who reads."""
    try:
        while job := os.read(jobs, 1):
            answer = work(job[0])
            os.write(feed, job + len(answer).to_bytes(HEAD - 1) + answer)
    finally:
        os._exit(0)
