"""Real processes are killed while people answer, and nothing that was acknowledged is lost or doubled.

`rodtrad bench faults` does the same with thousands of answers on both databases.
"""

from __future__ import annotations

from bench import faults
from bench._answering import database, site

SUBMISSIONS = 300


def test_what_was_acknowledged_is_there_once_though_processes_were_killed() -> None:
    with database("sqlite") as url, site(url, "12", "1", collected=False) as made:
        found = faults.attacked(made, SUBMISSIONS, every=40, seed=7, waiting=1)

    assert found["acknowledged"] == SUBMISSIONS
    assert (found["lost"], found["doubled"], found["comments_wrong"]) == (0, 0, 0)
    assert found["stored"] == found["in_the_result"] == SUBMISSIONS, "the count of the round is the answers"
    assert found["rounds_counted"] == 2
    assert found["web_kills"] + found["of_all_web_processes"] > 0
    assert found["worker_kills"] > 0
    assert found["sent_again"] > 0, "nobody noticed that the processes were killed"
