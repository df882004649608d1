"""A body larger than anything we take is refused before a view, a form or memory meets it."""

from __future__ import annotations

import io
from typing import Any

from tests.people import Town

MEGABYTE = 1024 * 1024


class Endless(io.RawIOBase):
    """A body that is made as it is read, and remembers the largest piece that anyone asked for."""

    def __init__(self, length: int) -> None:
        self.left, self.largest = length, 0

    def read(self, size: int = -1) -> bytes:
        self.largest = max(self.largest, self.left if size < 0 else size)
        piece = self.left if size < 0 else min(size, self.left)
        self.left -= piece
        return b"x" * piece


def send(town: Town, length: int) -> tuple[Any, Endless]:
    body = Endless(length)
    answer = town.client(town.sten).generic(
        "POST",
        town.place(town.authority).url("plans:import"),
        b"",
        content_type="multipart/form-data; boundary=x",
        **{"wsgi.input": body, "CONTENT_LENGTH": str(length)},
    )
    return answer, body


def test_two_hundred_megabytes_are_refused_in_one_sentence_and_never_held(town: Town) -> None:
    answer, body = send(town, 200 * MEGABYTE)

    assert answer.status_code == 413
    assert "större än 20 MB" in answer.content.decode()
    assert body.left == 0, "a browser shows no answer before it has sent all"
    assert body.largest <= MEGABYTE


def test_a_length_that_is_no_number_is_none(town: Town) -> None:
    client = town.client(town.sten)
    url = town.place(town.authority).url("plans:documents")

    assert client.get(url, CONTENT_LENGTH="lots").status_code == 200
