"""The composition: one world with its services, and the few moves the runtime needs."""

from __future__ import annotations

from infra.sandbox import seed
from infra.sandbox.access import SIGNED_UP, Access
from infra.sandbox.accounts import Accounts
from infra.sandbox.calls import CallLog
from infra.sandbox.coexistence import Coexistence
from infra.sandbox.happenings import Happenings
from infra.sandbox.inbound import Customers
from infra.sandbox.journey import Journey
from infra.sandbox.mailbox import Mailbox
from infra.sandbox.media import MediaStore
from infra.sandbox.model import Task
from infra.sandbox.pacing import Pacing
from infra.sandbox.post import Post
from infra.sandbox.presets import Presets
from infra.sandbox.profiles import Profiles
from infra.sandbox.registration import Registration
from infra.sandbox.sending import Sending
from infra.sandbox.settings import Settings
from infra.sandbox.signup import Signup
from infra.sandbox.template_life import TemplateLife
from infra.sandbox.templates import Templates
from infra.sandbox.uploads import Uploads
from infra.sandbox.usage import CallUsage
from infra.sandbox.world import World


class Sandbox:
    """Everything but the network. Not thread-safe: one thread owns it."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.world = World(settings)
        self.mailbox = Mailbox(settings.mail_url)
        self._compose()
        seed.plant(self.world, self.access)

    def _compose(self) -> None:
        self.access = Access(self.world)
        self.post = Post(self.world)
        self.journey = Journey(self.world, self.post)
        self.media = MediaStore(self.world, self.access)
        pacing = Pacing(self.world, self.journey)
        self.sending = Sending(self.world, self.media, self.journey, pacing)
        self.accounts = Accounts(self.world)
        self.registration = Registration(self.world, self.post)
        self.uploads = Uploads(self.world)
        self.template_life = TemplateLife(self.world, self.post, pacing)
        self.templates = Templates(self.world, self.template_life, self.uploads)
        self.profiles = Profiles(self.world, self.uploads)
        self.coexistence = Coexistence(self.world, self.post)
        self.happenings = Happenings(self.world, self.post, self.access, self.registration)
        self.presets = Presets(self.world, self.access)
        self.signup = Signup(self.world, self.access, self.post)
        self.usage = CallUsage(self.world)
        self.calls = CallLog()
        self.customers = Customers(self.world, self.post, self.media, self.sending)

    def run(self, task: Task) -> str:
        """Does a task that needs no network; answers the id of a delivery that the runtime must carry, or ""."""
        if task.kind == "deliver":
            return str(task.data["delivery"])
        if task.kind == "stage":
            self.journey.advance(task.data["wamid"], task.data["stage"])
            self.template_life.arrived(task.data["wamid"], task.data["stage"])
        elif task.kind == "batch":
            self.post.close_batch(*task.data["key"])
        elif task.kind in ("template", "template_timer"):
            self.template_life.due(task.data)
        return ""

    def reset(self) -> None:
        """Back to the seeded world; tokens of the demo account keep their value, so a product stays connected."""
        tokens = [token for token in self.world.state.tokens if token.note in ("", SIGNED_UP)]
        self.world.forget()
        self._compose()
        for token in tokens:
            token.subcode = 0
            self.world.state.tokens.put(token.value, token)
        seed.plant(self.world, self.access)
        minted = {token.value for token in tokens}
        for token in list(self.world.state.tokens):
            forgotten = any(account not in self.world.state.accounts for account in token.accounts)
            if forgotten or (minted and token.value not in minted):
                self.world.state.tokens.drop(token.value)
        self.world.tell(kind="all")

    def save(self, limit: int | None = None) -> bool:
        self.world.remember()
        return self.world.state.flush(limit)

    def close(self) -> None:
        self.world.remember()
        self.world.state.close()
