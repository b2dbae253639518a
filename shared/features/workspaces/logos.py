"""A workspace's picture: an upload that was checked, and links to look at it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final, Protocol

from shared.core.actor import Actor
from shared.core.ids import WorkspaceId
from shared.core.ports import Blobs, Change
from shared.features.workspaces.model import Workspace
from shared.features.workspaces.store import WorkspaceStore

TYPES: Final = ("image/png", "image/jpeg", "image/webp")
MOST_BYTES: Final = 512 << 10
LINK_SECONDS: Final = 3600


class Pictures(Protocol):
    """Uploaded pictures, looked at before they are kept."""

    def keep_picture(self, ws: WorkspaceId, upload: str, folder: str, types: Collection[str], most: int) -> str: ...


@dataclass(frozen=True)
class Logos:
    """The use cases of logos."""

    store: WorkspaceStore
    pictures: Pictures
    blobs: Blobs

    def set(self, actor: Actor, upload: str) -> None:
        """The uploaded picture becomes the logo; the one before goes."""
        before = self.store.workspace(actor.workspace)
        place = self.pictures.keep_picture(actor.workspace, upload, "logo", TYPES, MOST_BYTES)
        self.store.amend(actor.workspace, Change(set={"logo": place}))
        self._forget(before, but=place)

    def remove(self, actor: Actor) -> None:
        before = self.store.workspace(actor.workspace)
        self.store.amend(actor.workspace, Change(remove=("logo",)))
        self._forget(before)

    def link(self, workspace: Workspace) -> str | None:
        """Opens the picture for an hour."""
        if workspace.logo is None:
            return None
        name = workspace.logo.rsplit("/", 1)[1]
        kind = next((one for one in TYPES if name.endswith(_SUFFIXES[one])), TYPES[0])
        return self.blobs.download_url(workspace.logo, f"logo{_SUFFIXES[kind]}", kind, LINK_SECONDS, inline=True)

    def _forget(self, workspace: Workspace | None, but: str = "") -> None:
        if workspace is not None and workspace.logo and workspace.logo != but:
            self.blobs.delete(workspace.logo)


_SUFFIXES: Final = {"image/png": ".png", "image/jpeg": ".jpg", "image/webp": ".webp"}
