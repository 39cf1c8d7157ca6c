"""Explores every order in which the atomic steps of a protocol can happen.

A model is an object with `initial`, `steps`, `broken` and `at_rest`. A state is a tuple, so that equal states are
explored once. The search goes breadth first: the first violation has the shortest trace.
"""

import gc
import time
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol

State = tuple
# The words of a step, such as ("N1", "claims", "client"): joined only for a trace.
Words = tuple

NEVER_RESTS = "The protocol comes to rest from every state."


def put(items: tuple, index: int, value: object) -> tuple:
    """Returns a tuple with another value at an index."""
    return items[:index] + (value,) + items[index + 1 :]


class Model(Protocol):
    """A protocol with its promises."""

    def initial(self) -> State: ...

    def steps(self, state: State) -> Iterable[tuple[Words, State]]: ...

    def broken(self, state: State) -> str | None:
        """Returns the promise that the state breaks."""

    def at_rest(self, state: State) -> bool:
        """Returns whether nothing is under way."""


@dataclass(frozen=True)
class Result:
    """The number of states, the seconds of the processor, and the first broken promise with the steps to it."""

    states: int
    steps: int
    seconds: float
    broken: str | None = None
    trace: tuple[str, ...] = ()

    def __str__(self) -> str:
        lines = [f"{self.states:,} states, {self.steps:,} steps, {self.seconds:.1f} s"]
        if self.broken:
            lines.append(f"BROKEN: {self.broken}")
            lines.extend(f"  {number:>2}. {words}" for number, words in enumerate(self.trace, 1))
        return "\n".join(lines)


def explore(model: Model, most_states: int = 1_000_000) -> Result:
    """Explores all states, up to the first that breaks a promise.

    Raises an error beyond `most_states`: a model that is not explored to its end proves nothing.
    """
    # States hold no cycles, and a collection visits all of them.
    gc.disable()
    try:
        return search(model, most_states)
    finally:
        gc.enable()


def search(model: Model, most_states: int) -> Result:
    began = time.process_time()
    first = model.initial()
    numbers, states, came_from, successors = {first: 0}, [first], [(-1, ())], []
    steps, open_states = 0, deque([0])

    def result(broken: str | None = None, at: int = 0) -> Result:
        trace = tuple(trace_to(at, came_from)) if broken else ()
        return Result(len(states), steps, time.process_time() - began, broken, trace)

    while open_states:
        number = open_states.popleft()
        state = states[number]
        if broken := model.broken(state):
            return result(broken, number)
        following = []
        for words, reached in model.steps(state):
            steps += 1
            known = numbers.setdefault(reached, len(states))
            if known == len(states):
                states.append(reached)
                came_from.append((number, words))
                open_states.append(known)
            following.append(known)
        successors.append(following)
        if len(states) > most_states:
            raise RuntimeError(f"more than {most_states:,} states")
    stuck = first_without_rest(model, states, successors)
    return result() if stuck is None else result(NEVER_RESTS, stuck)


def trace_to(number: int, came_from: list[tuple[int, Words]]) -> Iterator[str]:
    """The words of each step from the first state."""
    path = []
    while number > 0:
        number, words = came_from[number]
        path.append(" ".join(map(str, words)))
    return reversed(path)


def first_without_rest(model: Model, states: list[State], successors: list[list[int]]) -> int | None:
    """Returns the first state from which no state at rest can be reached."""
    predecessors: list[list[int]] = [[] for _ in states]
    for number, following in enumerate(successors):
        for other in following:
            predecessors[other].append(number)
    reaching = [model.at_rest(state) for state in states]
    todo = [number for number, rests in enumerate(reaching) if rests]
    while todo:
        for number in predecessors[todo.pop()]:
            if not reaching[number]:
                reaching[number] = True
                todo.append(number)
    return next((number for number, reaches in enumerate(reaching) if not reaches), None)
