"""Shows on stderr how far a long run is: the results pass through, counted."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from threading import Lock, Timer
from time import monotonic
from typing import TYPE_CHECKING, TypeVar

from rich.console import Console
from rich.progress import BarColumn, Progress, ProgressColumn, Task, TaskID
from rich.progress_bar import ProgressBar
from rich.text import Text

from rasad.ingest import Failure

if TYPE_CHECKING:
    from rasad.ingest import Amount

_Item = TypeVar("_Item")  # a document or what became of it; a Failure is counted as such
PATIENCE = 1.0  # seconds that a run takes without a word
_LONGEST, _SHORTEST = 40, 10  # columns of the bar
_SPARE = 4  # columns left free, so that the ^C of a terminal does not break the line


@contextmanager
def progress(
    results: Iterable[_Item], amount: Callable[[], Amount | None], what: str = "documents"
) -> Iterator[Iterator[_Item]]:
    """The results, with a bar on stderr that appears when the run takes longer than `PATIENCE` and goes at its end.

    `amount` is asked only then, beside the run; None is a run whose end is not known. `what` passes is told beside it.
    """
    bar = _Bar(amount, what)
    timer = Timer(PATIENCE, bar.show)
    timer.daemon = True
    timer.start()
    try:
        yield bar.counted(results)
    finally:
        timer.cancel()
        bar.hide()


class _Bar:
    """What has passed, and the bar that shows it once it is asked for."""

    def __init__(self, amount: Callable[[], Amount | None], what: str) -> None:
        self._amount, self._what = amount, what
        self._lock = Lock()  # between the run and the timer that shows the bar
        self._over = False
        self._shown: tuple[Progress, TaskID] | None = None
        self._documents = self._failed = 0
        self._begun = monotonic()

    def show(self) -> None:
        """Begins to draw, unless the run has ended meanwhile."""
        amount = self._amount()
        console = Console(stderr=True)
        columns = (_Stripe(console), _Words(console))
        drawn = Progress(
            *columns,
            console=console,
            get_time=monotonic,
            transient=True,
            redirect_stdout=False,
            redirect_stderr=False,
        )
        with self._lock:
            if self._over:
                return
            total = amount.documents if amount else None
            about = amount is not None and not amount.exact
            task = drawn.add_task("", total=total, failed=0, about=about, begun=self._begun, what=self._what)
            drawn.start()
            self._shown = drawn, task
        self._draw()

    def hide(self) -> None:
        """Takes the bar off the screen and gives the cursor back."""
        with self._lock:
            self._over = True
            if self._shown:
                self._shown[0].stop()

    def counted(self, results: Iterable[_Item]) -> Iterator[_Item]:
        """The results, counted as they pass."""
        for result in results:
            self._documents += 1
            self._failed += isinstance(result, Failure)
            self._draw()
            yield result

    def _draw(self) -> None:
        if self._shown:
            drawn, task = self._shown
            drawn.update(task, completed=self._documents, failed=self._failed)


class _Stripe(BarColumn):
    """The bar itself, in what the words leave of the line."""

    def __init__(self, console: Console) -> None:
        super().__init__(complete_style="cyan", finished_style="cyan", pulse_style="cyan")
        self._console = console

    def render(self, task: Task) -> ProgressBar:
        room = self._console.width - _SPARE
        left = room - 1 - len(_words(task, room))
        stripe = super().render(task)
        stripe.width = min(_LONGEST, max(1, left))
        if _total(task) is None:
            stripe.total, stripe.pulse = None, True
        return stripe


class _Words(ProgressColumn):
    """Documents done and in all, documents a second, time left, failures."""

    def __init__(self, console: Console) -> None:
        super().__init__()
        self._console = console

    def render(self, task: Task) -> Text:
        return Text(_words(task, self._console.width - _SPARE), no_wrap=True, overflow="ellipsis")


def _words(task: Task, room: int) -> str:
    """The most that leaves room for a bar: what is not needed goes first."""
    total = _total(task)
    done = f"{int(task.completed):,}"
    if total is not None:
        done += f" of {'~' if task.fields['about'] else ''}{total:,}"
    elapsed = task.get_time() - task.fields["begun"]
    # Of the whole run: results of several processes come in bursts, and documents differ in length.
    rate = task.completed / elapsed
    speed = f"{rate:.{0 if rate >= 10 else 1}f}/s" if rate else ""
    if total is None:
        clock = _clock(elapsed)
    else:
        clock = f"{_clock((total - task.completed) / rate)} left" if rate else ""
    failed = f"{task.fields['failed']:,} failed" if task.fields["failed"] else ""
    for parts in (
        (f"{done} {task.fields['what']}", speed, clock, failed),
        (done, speed, clock, failed),
        (done, clock, failed),
        (done, failed),
    ):
        told = "  ".join(filter(None, parts))
        if len(told) + 1 + _SHORTEST <= room:
            break
    return told


def _total(task: Task) -> int | None:
    """How many documents there will be; None where that is not known, or was less than have come."""
    return None if task.total is None or task.completed > task.total else int(task.total)


def _clock(seconds: float) -> str:
    minutes, second = divmod(int(seconds), 60)
    hours, minute = divmod(minutes, 60)
    return f"{hours}:{minute:02}:{second:02}" if hours else f"{minute}:{second:02}"
