"""The composition: one world with its services, and the few moves the runtime needs."""

from __future__ import annotations

from infra.sandbox import seed
from infra.sandbox.access import Access
from infra.sandbox.accounts import Accounts
from infra.sandbox.inbound import Customers
from infra.sandbox.journey import Journey
from infra.sandbox.media import MediaStore
from infra.sandbox.model import Task
from infra.sandbox.post import Post
from infra.sandbox.sending import Sending
from infra.sandbox.settings import Settings
from infra.sandbox.world import World


class Sandbox:
    """Everything but the network. Not thread-safe: one thread owns it."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.world = World(settings)
        self._compose()
        seed.plant(self.world, self.access)

    def _compose(self) -> None:
        self.access = Access(self.world)
        self.post = Post(self.world)
        self.journey = Journey(self.world, self.post)
        self.media = MediaStore(self.world, self.access)
        self.sending = Sending(self.world, self.media, self.journey)
        self.accounts = Accounts(self.world, self.post)
        self.customers = Customers(self.world, self.post, self.media, self.sending)

    def run(self, task: Task) -> str:
        """Does a task that needs no network; answers the id of a delivery that the runtime must carry, or ""."""
        if task.kind == "deliver":
            return str(task.data["delivery"])
        if task.kind == "stage":
            self.journey.advance(task.data["wamid"], task.data["stage"])
        elif task.kind == "batch":
            self.post.close_batch(*task.data["key"])
        return ""

    def reset(self) -> None:
        """Back to the seeded world; tokens of the demo account keep their value, so a product stays connected."""
        tokens = list(self.world.state.tokens)
        self.world.forget()
        self._compose()
        for token in tokens:
            token.subcode = 0
            self.world.state.tokens.put(token.value, token)
        seed.plant(self.world, self.access)
        minted = {token.value for token in tokens}
        for token in list(self.world.state.tokens):
            if minted and token.value not in minted:
                self.world.state.tokens.drop(token.value)
        self.world.tell(kind="all")

    def save(self, limit: int | None = None) -> bool:
        self.world.remember()
        return self.world.state.flush(limit)

    def close(self) -> None:
        self.world.remember()
        self.world.state.close()
