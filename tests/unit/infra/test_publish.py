"""The console's files are published with the caching that fits them, the index last."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from infra.tools.publish import upload


class Recorder:
    """Stands for S3 and keeps what it is given."""

    def __init__(self) -> None:
        self.puts: list[dict[str, Any]] = []

    def put_object(self, **request: Any) -> None:
        self.puts.append(request)


def test_assets_are_kept_for_ever_and_the_index_comes_last_and_is_asked_for_again(tmp_path: Path) -> None:
    (tmp_path / "assets").mkdir()
    (tmp_path / ".vite").mkdir()
    (tmp_path / ".vite" / "manifest.json").write_text("{}", encoding="utf-8")
    (tmp_path / "assets" / "index-a1.js").write_text("1", encoding="utf-8")
    (tmp_path / "index.html").write_text("<p>", encoding="utf-8")
    (tmp_path / "robots.txt").write_text("", encoding="utf-8")
    s3 = Recorder()

    assert upload(s3, "site", tmp_path) == 3

    assert [put["Key"] for put in s3.puts] == ["assets/index-a1.js", "robots.txt", "index.html"]
    assert "immutable" in s3.puts[0]["CacheControl"]
    assert s3.puts[-1]["CacheControl"] == "no-cache"
    assert s3.puts[-1]["ContentType"] == "text/html"
