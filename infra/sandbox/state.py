"""Everything the sandbox remembers: shelves of objects in memory, written behind to one SQLite file."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Generic, TypeVar

from infra.sandbox.model import (
    Account,
    App,
    Bubble,
    Chat,
    Delivery,
    Entry,
    Media,
    Number,
    Person,
    Rule,
    Task,
    Template,
    Token,
)

T = TypeVar("T")
# An update keeps the row's place, a replaced row would move to the end.
UPSERT = "INSERT INTO rows VALUES (?, ?, ?) ON CONFLICT (shelf, key) DO UPDATE SET row = excluded.row"


class Shelf(Generic[T]):
    """A dictionary that knows which of its objects changed since they were last written."""

    def __init__(self, name: str, kind: type[T]) -> None:
        self.name, self.kind = name, kind
        self.items: dict[str, T] = {}
        self.changed: dict[str, None] = {}
        """Keys in the order of their first change, so that the file keeps the order of the shelf."""

    def put(self, key: str, item: T) -> T:
        self.items[key] = item
        self.changed[key] = None
        return item

    def get(self, key: str) -> T | None:
        return self.items.get(key)

    def __getitem__(self, key: str) -> T:
        return self.items[key]

    def touch(self, key: str) -> None:
        """Says that the object under this key was changed in place."""
        self.changed[key] = None

    def drop(self, key: str) -> None:
        if self.items.pop(key, None) is not None:
            self.changed[key] = None

    def clear(self) -> None:
        self.changed.update(dict.fromkeys(self.items))
        self.items.clear()

    def __iter__(self) -> Iterator[T]:
        return iter(self.items.values())

    def __len__(self) -> int:
        return len(self.items)

    def __contains__(self, key: str) -> bool:
        return key in self.items


class State:
    """The shelves. `folder` None keeps everything in memory."""

    def __init__(self, folder: Path | None) -> None:
        self.apps = Shelf("apps", App)
        self.accounts = Shelf("accounts", Account)
        self.numbers = Shelf("numbers", Number)
        self.tokens = Shelf("tokens", Token)
        self.people = Shelf("people", Person)
        self.bubbles = Shelf("bubbles", Bubble)
        self.chats = Shelf("chats", Chat)
        self.media = Shelf("media", Media)
        self.templates = Shelf("templates", Template)
        self.ledger = Shelf("ledger", Entry)
        self.deliveries = Shelf("deliveries", Delivery)
        self.tasks = Shelf("tasks", Task)
        self.rules = Shelf("rules", Rule)
        self.facts: dict[str, Any] = {}
        self.conversation: dict[str, list[str]] = {}
        """Chat key → its message ids, oldest first; rebuilt from the bubbles."""
        self._bytes: dict[str, bytes] = {}
        self._folder = folder
        self._file: sqlite3.Connection | None = None
        if folder is not None:
            folder.mkdir(parents=True, exist_ok=True)
            (folder / "media").mkdir(exist_ok=True)
            self._file = sqlite3.connect(folder / "sandbox.sqlite3", check_same_thread=False)
            self._file.execute("PRAGMA journal_mode=WAL")
            self._file.execute("PRAGMA synchronous=NORMAL")
            self._file.execute(
                "CREATE TABLE IF NOT EXISTS rows (shelf TEXT, key TEXT, row TEXT, PRIMARY KEY (shelf, key))"
            )
            self._load(self._file)

    def shelves(self) -> list[Shelf[Any]]:
        return [item for item in vars(self).values() if isinstance(item, Shelf)]

    def _load(self, file: sqlite3.Connection) -> None:
        shelves = {shelf.name: shelf for shelf in self.shelves()}
        for name, key, row in file.execute("SELECT shelf, key, row FROM rows ORDER BY rowid"):
            if name == "facts":
                self.facts[key] = json.loads(row)
            elif name in shelves:
                shelves[name].items[key] = shelves[name].kind(**json.loads(row))
        for bubble in sorted(self.bubbles, key=lambda item: item.at):
            self.conversation.setdefault(chat_key(bubble.number, bubble.person), []).append(bubble.id)

    def flush(self, limit: int | None = None) -> bool:
        """Writes what changed, at most `limit` rows; True when nothing is left to write."""
        rows: list[tuple[str, str, str]] = []
        gone: list[tuple[str, str]] = []
        for shelf in self.shelves():
            while shelf.changed and (limit is None or len(rows) + len(gone) < limit):
                key = next(iter(shelf.changed))
                del shelf.changed[key]
                item = shelf.items.get(key)
                if item is None:
                    gone.append((shelf.name, key))
                else:
                    rows.append((shelf.name, key, json.dumps(vars(item))))
        if self._file is not None:
            rows += [("facts", key, json.dumps(value)) for key, value in self.facts.items()]
            with self._file:
                self._file.executemany("DELETE FROM rows WHERE shelf = ? AND key = ?", gone)
                self._file.executemany(UPSERT, rows)
        return not any(shelf.changed for shelf in self.shelves())

    def close(self) -> None:
        self.flush()
        if self._file is not None:
            self._file.close()
            self._file = None

    def clear(self) -> None:
        for shelf in self.shelves():
            shelf.clear()
        self.conversation.clear()
        self.facts.clear()

    def save_bytes(self, content: bytes) -> str:
        """Keeps a file's bytes and answers their SHA-256 in hex."""
        digest = hashlib.sha256(content).hexdigest()
        if self._folder is None:
            self._bytes[digest] = content
        else:
            path = self._folder / "media" / digest
            if not path.exists():
                path.write_bytes(content)
        return digest

    def read_bytes(self, digest: str) -> bytes | None:
        if self._folder is None:
            return self._bytes.get(digest)
        path = self._folder / "media" / digest
        return path.read_bytes() if path.exists() else None


def chat_key(number: str, person: str) -> str:
    return f"{number}/{person}"
