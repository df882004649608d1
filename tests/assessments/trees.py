"""Unit trees with answers, drawn by Hypothesis or made to look like a municipality."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from hypothesis import strategies as st

from rodtrad.assessments.tally import roll_up


@dataclass(frozen=True)
class Asked:
    """A tree and who answered: own counts per node, and those of all beneath."""

    paths: list[str]
    own_respondents: np.ndarray
    own_answers: np.ndarray

    @property
    def respondents(self) -> np.ndarray:
        return roll_up(self.own_respondents, self.paths)

    @property
    def answers(self) -> np.ndarray:
        return roll_up(self.own_answers, self.paths)

    def under(self, node: int) -> np.ndarray:
        """Which nodes stand at or beneath this one."""
        return np.array([path.startswith(self.paths[node]) for path in self.paths])


@st.composite
def asked(draw: st.DrawFn, nodes: int = 14, indicators: int = 2) -> Asked:
    """Small trees full of small units; answers skip now and then, or altogether."""
    paths = ["0001"]
    for node in range(1, draw(st.integers(1, nodes))):
        above = draw(st.sampled_from([path for path in paths if len(path) < 20][-7:]))
        paths.append(f"{above}{node:04d}")
    size = st.sampled_from([0, 0, 1, 2, 4, 5, 6, 9, 25])
    own = np.array([draw(size) for _ in paths])
    skipped = st.sampled_from([0, 0, 0, 1, 2, 100])
    answers = [[max(0, n - draw(skipped)) for _ in range(indicators)] for n in own.tolist()]
    return Asked(paths, own, np.array(answers))


def municipality(seed: int, units: int = 60, indicators: int = 40) -> Asked:
    """Districts of about seven units with 4-120 staff each, half to nine tenths of whom answer."""
    rng = np.random.default_rng(seed)
    paths = ["0001"]
    staff = [0]
    for administration in range(4):
        paths.append(f"0001{administration:04d}")
        staff.append(0)
    for district in range(units // 7):
        paths.append(f"0001{district % 4:04d}{district:04d}")
        staff.append(0)
    for unit in range(units):
        paths.append(f"{paths[5 + unit % (units // 7)]}{unit:04d}")
        staff.append(int(np.exp(rng.uniform(np.log(4), np.log(120)))))
    own = rng.binomial(staff, rng.uniform(0.5, 0.9, len(staff)))
    answers = rng.binomial(own[:, None], rng.uniform(0.85, 1.0, indicators))
    return Asked(paths, own, answers)
