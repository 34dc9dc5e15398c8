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

    def bounded(self, measure, ours, theirs, target, digits=0):
        """The same, but the target is for our own side."""
        self.ratio(measure, ours, theirs, digits=digits)
        self.rows[-1] = (*self.rows[-1][:-1], target.judge(ours))

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
        last = "---" if self.heads[-1] == "target" else "--:"
        lines = [self.heads, ("---", *["--:"] * (len(self.heads) - 2), last), *self.rows]
        return "\n".join("| " + " | ".join(cells) + " |" for cells in lines)


class Figures:
    """One row per measure of one side alone, round by round; in the order in which they first came."""

    def __init__(self, what):
        self._heads = (what, "console-gw", "target")
        self._values, self._how = {}, {}

    def add(self, measure, value, target=None, digits=0):
        self._values.setdefault(measure, []).append(value)
        self._how[measure] = target, digits

    def table(self):
        table = Table(self._heads)
        for measure, values in self._values.items():
            target, digits = self._how[measure]
            table.rows.append((measure, spread(values, digits), target.judge(values) if target else ""))
        return table


def versus_sshd(what):
    return Table((what, "console-gw", "sshd + socat", "ratio", "target"))
