"""A file that cannot be read ends as one clear sentence with a stable code, never as a crash."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

import docx
import pikepdf
import pytest

from rodtrad.plans.importing import ImportRefused, import_in_limits, read_document

PLAN_TEXT = (
    "Handlingsplan för Ängby kommun 2025-2027\n\nÅtgärder\n\n• att öva på källkritik i alla årskurser\n"
)


def refused(data: bytes, filename: str = "plan.txt", **limits: int) -> str:
    with pytest.raises(ImportRefused) as caught:
        read_document(data, filename, **limits)
    assert str(caught.value).endswith(".")
    return caught.value.code


def zipped(entries: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def word_file(*paragraphs: str) -> bytes:
    document, buffer = docx.Document(), io.BytesIO()
    for text in paragraphs:
        document.add_paragraph(text)
    document.save(buffer)
    return buffer.getvalue()


@pytest.mark.parametrize("data", [b"", b"  \n\t\r\n ", b"\xef\xbb\xbf \n"])
def test_a_file_with_nothing_in_it_is_empty(data: bytes) -> None:
    assert refused(data) == "empty"


def test_a_word_file_with_no_words_is_empty() -> None:
    assert refused(word_file(""), "plan.docx") == "empty"


def test_a_file_over_the_limit_is_too_large_before_it_is_read() -> None:
    assert refused(b"a" * 1001, max_bytes=1000) == "too_large"
    with pytest.raises(ImportRefused) as caught:
        import_in_limits(b"%PDF-" + b"a" * 1001, "x.pdf", max_bytes=1000)
    assert caught.value.code == "too_large"


@pytest.mark.parametrize(
    "data", [bytes(range(256)) * 40, b"\x00\x01\x02\x03" * 500, b"plan\x00\x07\x08" * 90]
)
def test_bytes_that_are_no_text_are_told_so(data: bytes) -> None:
    assert refused(data) == "not_text"


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252", "latin-1"]
)
def test_swedish_letters_survive_every_usual_encoding(encoding: str) -> None:
    text = PLAN_TEXT.replace("•", "-") * 5
    assert "Åtgärder" in read_document(text.encode(encoding), "plan.txt").text


@pytest.mark.parametrize(
    ("data", "filename"),
    [
        (b"\x89PNG\r\n\x1a\n" + b"x" * 50, "plan.docx"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "plan.doc"),
        (b"{\\rtf1\\ansi Plan}", "plan.rtf"),
        (zipped({"readme.txt": b"hej"}), "plan.docx"),
    ],
)
def test_other_kinds_of_file_are_named_as_such_whatever_they_are_called(data: bytes, filename: str) -> None:
    assert refused(data, filename) == "unknown_type"


def test_a_word_file_that_unpacks_to_a_thousand_times_its_size_is_never_unpacked() -> None:
    bomb = zipped({"word/document.xml": b"0" * 90_000_000, "[Content_Types].xml": b"<Types/>"})
    assert len(bomb) < 200_000
    assert refused(bomb, "plan.docx") == "zip_bomb"


def test_a_zip_inside_the_zip_is_refused_too() -> None:
    inner = zipped({"deep.txt": b"0" * 5_000_000})
    assert refused(zipped({"word/document.xml": b"<a/>", "word/inner.zip": inner}), "p.docx") == "zip_bomb"


def test_a_zip_whose_directory_lies_about_sizes_is_caught_while_it_is_checked() -> None:
    content = b"0" * 3_000_000
    data = bytearray(zipped({"word/document.xml": content}))
    size = struct.pack("<I", len(content))
    for _ in range(2):  # in the local header and in the directory
        place = data.index(size)
        data[place : place + 4] = struct.pack("<I", 1000)
    assert refused(bytes(data), "plan.docx") in ("zip_bomb", "broken_file")


@pytest.mark.parametrize("keep", [30, 400, -30])
def test_a_word_file_cut_off_is_broken(keep: int) -> None:
    assert refused(word_file("Plan")[:keep], "plan.docx") == "broken_file"


def test_a_word_file_with_broken_xml_is_broken() -> None:
    assert refused(zipped({"word/document.xml": b"<w:document>"}), "plan.docx") == "broken_file"


def test_an_entity_bomb_in_a_word_file_is_not_expanded() -> None:
    source = io.BytesIO(word_file("Plan"))
    bomb = "".join(f'<!ENTITY x{n} "{f"&x{n - 1};" * 20 if n else "skräp" * 20}">' for n in range(8))
    with zipfile.ZipFile(source) as archive:
        entries = {name: archive.read(name) for name in archive.namelist()}
    body = entries["word/document.xml"].decode()
    head, rest = body.split("?>", 1)
    entries["word/document.xml"] = f"{head}?><!DOCTYPE d [{bomb}]>{rest.replace('Plan', '&x7;')}".encode()
    assert refused(zipped(entries), "plan.docx") == "broken_file"


def test_a_pdf_with_a_password_is_told_so() -> None:
    buffer = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(buffer, encryption=pikepdf.Encryption(user="hemligt", owner="hemligt"))
    assert refused(buffer.getvalue(), "plan.pdf") == "encrypted_pdf"


def test_a_pdf_of_pictures_only_has_no_text_to_read() -> None:
    buffer = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(buffer)
    assert refused(buffer.getvalue(), "plan.pdf") == "not_text"


@pytest.mark.parametrize(
    "rest", [b"", b"1.7\n" + b"x" * 300, b"1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\n"]
)
def test_a_pdf_with_no_insides_is_broken(rest: bytes) -> None:
    assert refused(b"%PDF-" + rest, "plan.pdf") in ("broken_file", "not_text")


@pytest.mark.parametrize(
    "text",
    [
        "{",
        "[]",
        '{"documents": []}',
        '{"title": null, "kind": "plan", "items": [{"id": "1", "kind": "magic", "text": "x"}]}',
        '{"title": null, "kind": "plan", "items": [{"id": "2", "parent": "1", "kind": "goal", "text": "x"}]}',
        '{"title": null, "kind": "plan", "items": [{"id": "1", "parent": "1", "kind": "goal", "text": "x"}]}',
        '{"title": null, "kind": "plan", "period": [2027, 2024], "items": []}',
        '{"title": 7, "kind": "plan", "items": []}',
        '{"title": "\\ud800", "kind": "plan", "items": []}',
        '{"title": null, "kind": "plan", "items": [], "rights": "all"}',
        "[" * 100_000,
    ],
)
def test_a_json_file_that_is_no_export_of_ours_is_refused(text: str) -> None:
    assert refused(text.encode(), "plan.json") == "bad_json"


def test_a_file_that_takes_too_long_or_too_much_memory_leaves_the_worker_alive() -> None:
    words = (PLAN_TEXT * 50_000).encode()
    for limits in ({"seconds": 0.05}, {"megabytes": 90}):
        with pytest.raises(ImportRefused) as caught:
            import_in_limits(words, "plan.txt", **limits)  # type: ignore[arg-type]
        assert caught.value.code == "too_heavy"
    assert import_in_limits(PLAN_TEXT.encode(), "plan.txt").trees


def test_more_items_than_any_plan_has_is_too_heavy() -> None:
    with pytest.raises(ImportRefused) as caught:
        import_in_limits(
            b"Insatser:\n" + b"".join(b"- insats nummer %d\n" % n for n in range(20_100)), "plan.txt"
        )
    assert caught.value.code == "too_heavy"


def test_refusals_in_the_limited_process_keep_their_code() -> None:
    raw = zlib.compress(b"0" * 100)
    with pytest.raises(ImportRefused) as caught:
        import_in_limits(b"PK\x03\x04" + raw, "plan.docx")
    assert caught.value.code == "broken_file"
