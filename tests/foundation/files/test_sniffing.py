from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quintet.foundation.files import FilesSettings, Purpose, declare_purpose, make_storage
from quintet.foundation.files.local import LocalStorage
from quintet.foundation.files.s3 import S3Storage
from quintet.foundation.files.serving import Unsatisfiable, parse_range
from quintet.foundation.files.sniffing import IMAGES, clean_name, content_disposition, media_type_of, sniff_image


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (b"\x89PNG\r\n\x1a\n\x00\x00", "image/png"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "image/jpeg"),
        (b"GIF89a\x01\x00", "image/gif"),
        (b"GIF87a\x01\x00", "image/gif"),
        (b"RIFF\x24\x00\x00\x00WEBPVP8 ", "image/webp"),
        (b"RIFF\x24\x00\x00\x00WAVEfmt ", None),
        (b"<svg xmlns=", None),
        (b"", None),
        (b"\x89PN", None),
    ],
)
def test_images_by_their_first_bytes(head: bytes, expected: str | None) -> None:
    assert sniff_image(head) == expected


@pytest.mark.parametrize(
    ("claimed", "name", "expected"),
    [
        ("text/csv; charset=utf-8", "a.csv", "text/csv"),
        (None, "a.pdf", "application/octet-stream"),
        ("application/pdf", "a", "application/octet-stream"),
        ("application/octet-stream", "a.csv", "text/csv"),
        ("image/png", "a.png", "application/octet-stream"),
        (None, "a.png", "application/octet-stream"),
        ("text/html\r\nX-Evil: 1", "a", "application/octet-stream"),
        ("nonsense", "a", "application/octet-stream"),
        ("TEXT/Plain", "a", "text/plain"),
    ],
)
def test_the_claimed_type_is_believed_only_so_far(claimed: str | None, name: str, expected: str) -> None:
    assert media_type_of(b"no image", claimed, name) == expected


@given(st.binary(max_size=16), st.text(max_size=50), st.text(max_size=50))
def test_nothing_is_called_an_image_that_is_none(head: bytes, claimed: str, name: str) -> None:
    assert (media_type_of(head, claimed, name) in IMAGES) == (sniff_image(head) is not None)


@pytest.mark.parametrize(
    ("given_name", "expected"),
    [
        (None, "file"),
        ("", "file"),
        ("..", "file"),
        ("/", "file"),
        ("a/b\\c.txt", "c.txt"),
        ("a\x00\r\nb.txt", "ab.txt"),
        ("evil\u202egnp.exe", "evilgnp.exe"),
        ("  two   words .pdf", "two words .pdf"),
        ("x" * 300 + ".pdf", "x" * 251 + ".pdf"),
        ("x" * 300, "x" * 255),
        ("résumé.pdf", "résumé.pdf"),
    ],
)
def test_names_are_cleaned(given_name: str | None, expected: str) -> None:
    assert clean_name(given_name) == expected


@given(st.text(max_size=300))
def test_any_name_makes_a_header(name: str) -> None:
    cleaned = clean_name(name)
    assert 1 <= len(cleaned) <= 255
    header = content_disposition("attachment", cleaned)
    assert header.isascii()
    assert header.isprintable()
    assert header.count('"') == 2


@given(st.text(alphabet="bytes=-,0123456789 ", max_size=30), st.integers(1, 10**9))
def test_any_range_header_gives_a_range_within_the_file(header: str, size: int) -> None:
    try:
        part = parse_range(header, size)
    except Unsatisfiable:
        return
    assert part is None or 0 <= part.start < part.end <= size


class TestChoice:
    def test_the_default_lies_in_the_data_folder(self, tmp_path: Path) -> None:
        storage = make_storage(FilesSettings(_env_file=None), tmp_path)
        storage.put("a", [b"x"])
        assert isinstance(storage, LocalStorage)
        assert (tmp_path / "files" / "a").read_bytes() == b"x"

    def test_s3(self, tmp_path: Path) -> None:
        settings = FilesSettings(url="s3://bucket/some/prefix/", s3_access_key_id="a", s3_secret_access_key="b")
        assert isinstance(make_storage(settings, tmp_path), S3Storage)

    @pytest.mark.parametrize("url", ["", "ftp://x/y", "s3://", "file://host/x", "/just/a/path", "file:"])
    def test_what_names_no_storage(self, url: str, tmp_path: Path) -> None:
        settings = FilesSettings(url=url, _env_file=None)
        if url == "":
            assert isinstance(make_storage(settings, tmp_path), LocalStorage)
            return
        with pytest.raises(ValueError, match="QUINTET_FILES_URL"):
            make_storage(settings, tmp_path)

    def test_a_purpose_is_declared_once(self) -> None:
        declare_purpose(Purpose("attachment"))
        with pytest.raises(ValueError, match="twice"):
            declare_purpose(Purpose("attachment", shared=True))
