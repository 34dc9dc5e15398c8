"""Figures, and the Markdown tables that they are shown in."""
import math
import statistics
from dataclasses import dataclass, field


def percentile(values, percent):
    """The smallest value that so many percent do not exceed."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(len(ordered) * percent / 100) - 1)]


def spread(values, digits):
    """`median (min..max)`; of a single value, only that."""
    if not values:
        return "–"
    median = f"{statistics.median(values):,.{digits}f}"
    if len(values) == 1:
        return median
    return f"{median} ({min(values):,.{digits}f}..{max(values):,.{digits}f})"


@dataclass(frozen=True)
class Target:
    """A bound for the median of what is compared."""

    sign: str
    bound: float
    unit: str = "×"

    def judge(self, values):
        text = f"{self.sign} {self.bound}{self.unit}"
        if not values:
            return text
        median = statistics.median(values)
        met = median >= self.bound if self.sign == "≥" else median <= self.bound
        return f"{text}: {'met' if met else 'missed'}"


@dataclass
class Table:
    """One row per measure: the two sides, round by round, and how they compare within each round."""

    heads: tuple
    rows: list = field(default_factory=list)

    def ratio(self, measure, ours, theirs, target=None, digits=0):
        """Paired: the ratio of each round, then their median."""
        ratios = [our / their for our, their in zip(ours, theirs) if their > 0]
        self._row(measure, ours, theirs, ratios, target, (digits, 2))

    def difference(self, measure, more, less, target=None, digits=0):
        differences = [high - low for high, low in zip(more, less)]
        self._row(measure, more, less, differences, target, (digits, digits))

    def _row(self, measure, ours, theirs, compared, target, digits):
        self.rows.append(
            (
                measure,
                spread(ours, digits[0]),
                spread(theirs, digits[0]),
                spread(compared, digits[1]),
                target.judge(compared) if target else "",
            )
        )

    def __str__(self):
        lines = [self.heads, ("---", "--:", "--:", "--:", "---"), *self.rows]
        return "\n".join("| " + " | ".join(cells) + " |" for cells in lines)


def versus_sshd(what):
    return Table((what, "console-gw", "sshd + socat", "ratio", "target"))
