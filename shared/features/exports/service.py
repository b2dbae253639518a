"""Exports as people meet them: begin one, see how it goes, stop it, fetch the file. ``slices.py`` writes it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from shared.core.actor import Actor
from shared.core.clock import Clock
from shared.core.errors import Conflict, Forbidden, NotFound
from shared.core.ids import new_id
from shared.core.ports import Blobs, Queue
from shared.features.exports.model import CONTENT_TYPES, MOST_AT_ONCE, Export, Format, What
from shared.features.exports.store import ExportStore

LINK_SECONDS: Final = 300

Audit = Callable[[str, Mapping[str, str]], None]
"""Writes down that something happened, by ids."""


def job(export: Export) -> str:
    """The queue's record: the next slice of an export, whatever that is by then."""
    return json.dumps({"v": 1, "workspace": export.workspace, "export": export.id})


@dataclass(frozen=True)
class Exports:
    """The use cases of exports."""

    store: ExportStore
    files: Blobs
    queue: Queue
    clock: Clock
    audit: Audit

    def create(self, actor: Actor, what: What, form: Format) -> Export:
        """A new export, soon begun. Conflict while as many are under way as a workspace may have."""
        now = self.clock.now()
        for slot in range(MOST_AT_ONCE):
            self._free(actor, slot, now)
            export = Export(
                workspace=actor.workspace,
                id=new_id(now),
                what=what,
                format=form,
                state="queued",
                maker=actor.user,
                maker_name=actor.name,
                limited=actor.limited,
                masked=actor.masked,
                created_at=now,
                moved_at=now,
                slot=slot,
            )
            if self.store.add(export):
                self.queue.send(job(export))
                self.audit("export begun", _ids(actor, export))
                return export
        raise Conflict(
            f"{MOST_AT_ONCE} exports are under way in this workspace. Wait for one, or stop it.",
            code="too_many_exports",
        )

    def _free(self, actor: Actor, slot: int, now: datetime) -> None:
        """Take the place from an export whose queue record was lost."""
        holder = self.store.holder(actor.workspace, slot)
        if holder is not None and holder.stalled(now):
            self._settled(holder)

    def list(self, actor: Actor, limit: int, cursor: str | None) -> tuple[list[Export], str | None]:
        found, following = self.store.page(actor.workspace, limit, cursor)
        return [self._settled(one) for one in found], following

    def get(self, actor: Actor, export: str) -> Export:
        found = self.store.get(actor.workspace, export) if export.isalnum() else None
        if found is None:
            raise NotFound("There is no such export in this workspace.", code="export_not_found")
        return self._settled(found)

    def _settled(self, export: Export) -> Export:
        """An export that has not moved for long has failed, and what it wrote is cleared away."""
        if not export.stalled(self.clock.now()):
            return export
        if self.store.end(export, "failed", self.clock.now(), reason="stalled"):
            self.queue.send(job(export))
        return self.store.get(export.workspace, export.id) or export

    def stop(self, actor: Actor, export: str) -> Export:
        """For its maker, and for those who manage the workspace. Stopping what was stopped is no error."""
        found = self.get(actor, export)
        if found.maker != actor.user and not actor.may("workspace.manage"):
            raise Forbidden("Only who began this export, or an owner or admin, can stop it.", code="not_your_export")
        if not found.under_way and found.state != "stopped":
            raise Conflict("This export is over already.", code="export_over")
        if found.under_way and self.store.end(found, "stopped", self.clock.now(), reason="by_request"):
            # The slice that runs now finds its step refused; the files are cleared by the next.
            self.queue.send(job(found))
            self.audit("export stopped", _ids(actor, found))
        return self.get(actor, export)

    def download(self, actor: Actor, export: str) -> tuple[str, datetime]:
        """A link to the file and until when it opens: for its maker, while they still may see all that is in it."""
        found = self.get(actor, export)
        if found.maker != actor.user:
            raise Forbidden("Only who made this export can download it.", code="not_your_export")
        if (found.limited, found.masked) != (actor.limited, actor.masked):
            raise Forbidden("What you may see has changed since. Make a new export.", code="limits_changed")
        now = self.clock.now()
        if found.expires_at is None:
            raise Conflict("There is no file (yet): this export is not done.", code="export_not_done")
        if now >= found.expires_at:
            raise Conflict("Files are kept for seven days. Make a new export.", code="export_expired")
        url = self.files.download_url(found.file, found.filename, CONTENT_TYPES[found.format], LINK_SECONDS)
        self.audit("export downloaded", _ids(actor, found))
        return url, now + timedelta(seconds=LINK_SECONDS)


def _ids(actor: Actor, export: Export) -> Mapping[str, str]:
    return {"workspace": export.workspace, "export": export.id, "user": actor.user}
