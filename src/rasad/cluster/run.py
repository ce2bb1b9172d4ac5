"""A run on a cluster: a client, a Job and parts in; every part coded once, told as it is finished."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, TypeVar

from rasad.cluster.job import Done, Job, code_part, code_part_apart, manifest_name
from rasad.cluster.parts import Part
from rasad.errors import ConfigurationError

if TYPE_CHECKING:
    from distributed import Client

Made = TypeVar("Made")
_PATIENCE = "10s"  # for a scheduler to answer
_AHEAD = 2  # parts in flight for each thread of the workers
_RUN = "run.json"  # what the folder's results are of
_FORGIVEN = 1  # deaths of workers of our own with a part, after which it is read apart


@contextmanager
def connected(address: str, jobs: int) -> Iterator[Client]:
    """A client of the cluster at that address; `local` starts workers on this machine, one for each of `jobs`.

    A cluster of our own listens on this machine only. ConfigurationError where no scheduler answers.
    """
    import dask
    from distributed import Client, LocalCluster

    if address != "local":
        if ":" not in address:
            raise ConfigurationError(f"{address}: is no address of a Dask scheduler; give one such as tcp://host:8786, or `local`")
        try:
            client = Client(address, timeout=_PATIENCE, set_as_default=False)
        except (OSError, ValueError) as error:
            raise ConfigurationError(f"{address}: no Dask scheduler answers there; give its address, such as tcp://host:8786") from error
        with client:
            yield client
        return
    with (
        dask.config.set({"distributed.scheduler.allowed-failures": _FORGIVEN}),
        LocalCluster(
            n_workers=jobs, threads_per_worker=1, processes=True, host="127.0.0.1", dashboard_address="127.0.0.1:0", silence_logs=50
        ) as cluster,
        Client(cluster, set_as_default=False) as client,
    ):
        yield client


def begin(job: Job, parts: Sequence[Part]) -> list[Done]:
    """Opens the folder of results; the parts that an earlier run has finished there.

    ConfigurationError where it holds results of other inputs, or read by other code or another kit.
    """
    digest = hashlib.sha256(json.dumps([asdict(part) for part in parts]).encode()).hexdigest()[:16]
    terms = {"published": str(job.published or ""), "columns": asdict(job.columns)}
    about = {"code": job.maker.code, "kit": job.maker.kit, **terms, "parts": len(parts), "inputs": digest}
    if _RUN not in job.place.names():
        job.place.put(_RUN, json.dumps(about).encode())
    elif (there := json.loads(job.place.get(_RUN))) != about:
        differing = ", ".join(key for key in about if there.get(key) != about[key])
        raise ConfigurationError(f"{job.place.url}: holds results of another run (other {differing}); give a new folder")
    wanted = {manifest_name(number).rsplit("/", 1)[1] for number in range(len(parts))}
    return [Done.from_bytes(job.place.get(f"manifest/{name}")) for name in job.place.names("manifest") if name in wanted]


def code_parts(client: Client, job: Job, parts: Sequence[Part], finished: Sequence[Done]) -> Iterator[Done]:
    """Codes what is not finished, a bounded number of parts in flight; each as it is done, in no order.

    A part whose worker dies is given to another one; if that happens again, it is read document by document in processes
    of their own, so that what kills them fails by name.
    """
    from distributed import KilledWorker, as_completed

    there = {done.part for done in finished}
    waiting = iter([(number, part) for number, part in enumerate(parts) if number not in there])
    flying: dict[Any, int] = {}
    queue = as_completed(loop=client.loop)

    def send(number: int, do: Callable[[Job, int, Part], Done]) -> None:
        future = client.submit(do, job, number, parts[number], pure=False)
        flying[future] = number
        queue.add(future)

    def fill() -> None:
        while len(flying) < _AHEAD * max(1, sum(client.nthreads().values())) and (found := next(waiting, None)):
            send(found[0], code_part)

    fill()
    for future in queue:
        number = flying.pop(future)
        try:
            done = future.result()
        except KilledWorker:
            send(number, code_part_apart)
            continue
        except Exception as error:
            if isinstance(error, ConfigurationError):
                raise
            raise ConfigurationError(f"{parts[number].name}: {type(error).__name__}: {error}") from error
        yield done
        fill()


def mapped(client: Client, do: Callable[..., Made], work: Sequence[tuple[Any, ...]]) -> list[Made]:
    """What `do` makes of each piece of work, in order; a bounded number of pieces is in flight."""
    from distributed import KilledWorker, as_completed

    waiting = iter(enumerate(work))
    flying: dict[Any, int] = {}
    made: dict[int, Made] = {}
    queue = as_completed(loop=client.loop)

    def fill() -> None:
        while len(flying) < _AHEAD * max(1, sum(client.nthreads().values())) and (found := next(waiting, None)):
            future = client.submit(do, *found[1], pure=False)
            flying[future] = found[0]
            queue.add(future)

    fill()
    for future in queue:
        try:
            made[flying.pop(future)] = future.result()
        except KilledWorker as error:
            raise ConfigurationError(f"linking: workers died, of memory perhaps; the same command again begins the linking anew ({error})") from error
        fill()
    return [made[number] for number in range(len(work))]
