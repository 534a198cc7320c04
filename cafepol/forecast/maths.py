"""Distributions of whole numbers of people, in closed form: no factorial in floating point, no random number."""

import math
from collections.abc import Callable, Sequence
from itertools import accumulate
from operator import mul

_NO_CORRELATION = 1e-9
_TAIL = 1e-7  # what lies beyond the end of an endless distribution
_ROUNDING = 1e-9


def beta_binomial(size: int, *, mean: float, correlation: float) -> list[float]:
    """How likely 0 to `size` people come, each with the share `mean` (0 to 1, both excluded) of one common fate.

    `correlation` (0 to 1, 1 excluded) says how much they do the same; 0 is the binomial distribution.
    """
    if correlation < _NO_CORRELATION:
        return _steps(size * math.log1p(-mean), size, lambda j: (size - j) / (j + 1) * mean / (1 - mean))
    pairs = 1 / correlation - 1
    a, b = mean * pairs, (1 - mean) * pairs
    none = math.lgamma(b + size) - math.lgamma(b) + math.lgamma(pairs) - math.lgamma(pairs + size)
    return _steps(none, size, lambda j: (size - j) / (j + 1) * (a + j) / (b + size - j - 1))


def _steps(first: float, size: int, ratio: Callable[[int], float]) -> list[float]:
    """From the logarithm of the first and the ratio of each to the next: in logarithms, so that nothing vanishes."""
    logs = accumulate((math.log(ratio(j)) for j in range(size)), initial=first)
    return [math.exp(each) for each in logs]


def negative_binomial(*, mean: float, variance: float) -> list[float]:
    """How likely 0, 1, 2… people come, to where one in ten millions is left; `variance` > `mean` > 0."""
    size = mean * mean / (variance - mean)
    each = math.exp(size * math.log(size / (size + mean)))
    step, found, total, j = mean / (size + mean), [each], each, 0
    while total < 1 - _TAIL:
        each *= (j + size) / (j + 1) * step
        j += 1
        found.append(each)
        total += each
    return found


class Sum:
    """The number of people of two independent kinds together."""

    def __init__(self, one: Sequence[float], other: Sequence[float]) -> None:
        """Both say how likely 0, 1, 2… people are."""
        self._one = one
        self._reversed = list(accumulate(other))[::-1]

    def at_most(self, people: int) -> float:
        """The probability that so many come, or fewer (0 below 0)."""
        beyond = max(0, people + 1 - len(self._reversed))  # so many of the first kind: the others fit for certain
        fits = sum(self._one[:beyond]) * self._reversed[0]
        start = max(0, len(self._reversed) - 1 - people)
        return fits + sum(map(mul, self._one[beyond : people + 1], self._reversed[start:]), start=0.0)

    def quantile(self, share: float) -> int:
        """The smallest number of people that is not exceeded with the probability `share` (below 0.999)."""
        low, high = 0, len(self._one) + len(self._reversed) - 2
        while low < high:
            middle = (low + high) // 2
            if self.at_most(middle) >= share - _ROUNDING:
                high = middle
            else:
                low = middle + 1
        return low
