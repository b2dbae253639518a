"""What goes into a zip, and that the same content is the same zip."""

from __future__ import annotations

import os
import zipfile
from pathlib import Path

import pytest

from infra.build.package import LOCKS, copy_code, fingerprint, prune, write_zip
from infra.local.bridge import functions_in, read_template


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A small working tree with two functions."""
    for name in ("one", "two"):
        folder = tmp_path / "functions" / name
        folder.mkdir(parents=True)
        (folder / "main.py").write_text(f"# {name}\n", encoding="utf-8")
    (tmp_path / "functions" / "__init__.py").write_text("", encoding="utf-8")
    cache = tmp_path / "shared" / "core" / "__pycache__"
    cache.mkdir(parents=True)
    (cache / "keys.pyc").write_bytes(b"old")
    (tmp_path / "shared" / "core" / "keys.py").write_text("KEYS = 1\n", encoding="utf-8")
    return tmp_path


def test_every_function_of_the_template_has_a_lock_entry_and_a_folder() -> None:
    named = set(functions_in(read_template()).values())

    assert named == set(LOCKS)


def test_a_function_carries_its_own_folder_and_the_package_and_nothing_compiled(tree: Path, tmp_path: Path) -> None:
    copy_code(tree, tmp_path / "out", "functions/__init__.py", "functions/one", "shared")

    files = {path.relative_to(tmp_path / "out").as_posix() for path in (tmp_path / "out").rglob("*") if path.is_file()}
    assert files == {"functions/__init__.py", "functions/one/main.py", "shared/core/keys.py"}


def test_the_same_content_is_the_same_zip_whatever_the_times_of_its_files(tree: Path, tmp_path: Path) -> None:
    write_zip(tmp_path / "a.zip", tree / "functions")
    os.utime(tree / "functions" / "one" / "main.py", (1, 1))
    write_zip(tmp_path / "b.zip", tree / "functions")

    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()
    assert "one/main.py" in zipfile.ZipFile(tmp_path / "a.zip").namelist()


def test_a_fingerprint_moves_with_content_and_names_and_not_with_caches(tree: Path) -> None:
    first = fingerprint(tree / "shared")
    (tree / "shared" / "core" / "__pycache__" / "other.pyc").write_bytes(b"new")
    assert fingerprint(tree / "shared") == first

    (tree / "shared" / "core" / "keys.py").write_text("KEYS = 2\n", encoding="utf-8")
    changed = fingerprint(tree / "shared")
    (tree / "shared" / "core" / "keys.py").rename(tree / "shared" / "core" / "names.py")

    assert len({first, changed, fingerprint(tree / "shared")}) == 3


def test_packages_lose_other_services_and_tests_and_keep_what_is_used(tmp_path: Path) -> None:
    for name in ("botocore/data/dynamodb", "botocore/data/ec2", "thing/tests", "thing/inner"):
        (tmp_path / name).mkdir(parents=True)
        (tmp_path / name / "file.py").write_text("", encoding="utf-8")
    (tmp_path / "botocore" / "data" / "endpoints.json").write_text("{}", encoding="utf-8")

    prune(tmp_path)

    left = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file()}
    assert left == {"botocore/data/dynamodb/file.py", "botocore/data/endpoints.json", "thing/inner/file.py"}
