"""Files that people keep: written whole or not at all, wherever they are."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from eligibility import InputError
from eligibility._files import write_file


def permissions(path: Path) -> int:
    """Who may read and write a file."""
    return stat.S_IMODE(path.stat().st_mode)


def names(folder: Path) -> list[str]:
    """What is in a folder."""
    return sorted(path.name for path in folder.iterdir())


def test_a_new_file_and_a_file_in_its_place(tmp_path: Path) -> None:
    """The second takes the place of the first and keeps who may read it."""
    path = tmp_path / "通知.html"
    write_file(path, b"one")
    assert path.read_bytes() == b"one"
    path.chmod(0o640)
    write_file(path, b"two")
    assert (path.read_bytes(), permissions(path), names(tmp_path)) == (b"two", 0o640, ["通知.html"])


def test_what_fails_leaves_what_there_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk that is full in the middle costs nobody the file that stood there, and leaves nothing behind."""
    path = tmp_path / "answers.yaml"
    path.write_bytes(b"all that was answered")

    def full(self: Path, content: bytes) -> int:
        with self.open("wb") as file:
            file.write(content[:3])
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(InputError) as caught:
        write_file(path, b"something else")
    assert caught.value.code == "I008"
    assert "No space left on device" in str(caught.value)
    assert (path.read_bytes(), names(tmp_path)) == (b"all that was answered", ["answers.yaml"])


def test_for_its_owner_alone(tmp_path: Path) -> None:
    """A person's answers are nobody else's, also where the file was open to all before."""
    path = tmp_path / "answers.yaml"
    path.write_bytes(b"")
    path.chmod(0o644)
    write_file(path, b"x", private=True)
    assert permissions(path) == 0o600


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    """The file it leads to is the one that changes."""
    path, link = tmp_path / "here.txt", tmp_path / "link.txt"
    path.write_bytes(b"")
    link.symlink_to(path)
    write_file(link, b"x")
    assert link.is_symlink()
    assert path.read_bytes() == b"x"


def test_a_device_is_written_to() -> None:
    """What is no file is not replaced by one."""
    write_file(Path(os.devnull), b"x")
    assert not Path(os.devnull).is_file()


def test_a_folder_in_which_nothing_can_be_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The file in it is written where it stands."""
    path = tmp_path / "x.txt"
    path.write_bytes(b"old")

    def refused(self: Path, mode: int = 0o666, exist_ok: bool = True) -> None:
        raise PermissionError(13, f"Permission denied {self} {mode} {exist_ok}")

    monkeypatch.setattr(Path, "touch", refused)
    write_file(path, b"new")
    assert path.read_bytes() == b"new"


@pytest.mark.parametrize("name", ["nowhere/x.txt", "", "x" * 300])
def test_where_nothing_can_be_written(tmp_path: Path, name: str) -> None:
    """I008 with the reason, for a folder that there is not, a folder, and a name too long."""
    with pytest.raises(InputError) as caught:
        write_file(tmp_path / name, b"x")
    assert caught.value.code == "I008"
    assert names(tmp_path) == []
