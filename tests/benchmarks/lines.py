"""Lines of a measurement: `name value unit budget ok|over`."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from statistics import median


@dataclass
class Lines:
    """Prints each figure as it comes, and remembers whether one was over its budget."""

    over: int = 0

    def add(
        self, name: str, value: float, unit: str, budget: float | None, *, at_least: bool = False
    ) -> None:
        """Print one line. Without a budget the figure is only told.

        A figure may not be over its budget; with ``at_least`` it may not be below.
        """
        if budget is None:
            verdict, limit = "-", "-"
        else:
            fails = value < budget if at_least else value > budget
            verdict, limit = ("over" if fails else "ok"), f"{budget:g}"
            self.over += fails
        print(f"{name:58} {value:10.2f} {unit:8} {limit:>8} {verdict}", flush=True)


@dataclass(frozen=True)
class Cost:
    """What one call costs: ``cpu`` and ``wall`` in ms (medians), ``queries`` (count)."""

    cpu: float
    wall: float
    queries: int


def costs_of(
    calls: Mapping[str, Callable[[], object]], *, rounds: int = 25, warm_up: int = 10
) -> dict[str, Cost]:
    """Measure calls in this process, in turns: CPU of the process, wall time, queries.

    In turns, because a shared machine is faster at one moment than at the next, by a half and
    more (measured): what is compared is then slowed alike. Before that each is called ``warm_up``
    times, since drivers prepare a statement after five.
    """
    from django.db import connection

    cpu: dict[str, list[float]] = {name: [] for name in calls}
    wall: dict[str, list[float]] = {name: [] for name in calls}
    for number in range(-warm_up, rounds):
        for name, call in calls.items():
            began_cpu, began = time.process_time(), time.perf_counter()
            call()
            if number >= 0:
                cpu[name].append((time.process_time() - began_cpu) * 1000)
                wall[name].append((time.perf_counter() - began) * 1000)
    counted = 0

    def count(execute, sql, params, many, context):  # type: ignore[no-untyped-def]
        nonlocal counted
        counted += 1
        return execute(sql, params, many, context)

    costs = {}
    for name, call in calls.items():
        counted = 0
        with connection.execute_wrapper(count):
            call()
        costs[name] = Cost(median(cpu[name]), median(wall[name]), counted)
    return costs
