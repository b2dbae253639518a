import { screen, waitFor } from "@testing-library/react";
import { describe, expect, it, vi } from "vitest";
import { api } from "@/api/client";
import { show } from "@/test/render";
import { KeyDialog } from "./key-dialog";
import { grouped } from "./scopes";

const scope = (name: string) => ({ name, routes: [] });

it("scopes stand in groups people think in, reading first, and none is lost", () => {
  const found = grouped(
    ["tags.manage", "conversations.manage", "conversations.read", "moon.land", "accounts.read"].map(scope),
  );
  expect(found.map(({ group, scopes }) => [group, scopes.map((one) => one.name)])).toEqual([
    ["customers", ["conversations.read", "conversations.manage"]],
    ["library", ["tags.manage"]],
    ["connection", ["accounts.read"]],
    ["other", ["moon.land"]],
  ]);
});

describe("making a key", () => {
  it("asks for a name and a permission, and shows the key once, not closed by a slip", async () => {
    vi.spyOn(api, "get").mockResolvedValue({ items: [scope("contacts.read"), scope("tags.manage")] });
    const post = vi.spyOn(api, "post").mockResolvedValue({ key: "wlk_1_secret" });
    const close = vi.fn();
    const { user } = show(<KeyDialog onClose={close} />);
    await user.click(await screen.findByRole("button", { name: "Make the key" }));
    expect(screen.getByText("Tick at least one permission.")).toBeInTheDocument();
    expect(post).not.toHaveBeenCalled();
    await user.type(screen.getByRole("textbox", { name: "Name" }), " Shop ");
    await user.click(screen.getByRole("checkbox", { name: "See contacts" }));
    await user.selectOptions(screen.getByLabelText("Ends"), "never");
    await user.click(screen.getByRole("button", { name: "Make the key" }));
    expect(await screen.findByText("wlk_1_secret")).toBeInTheDocument();
    // No idempotency key: an answer kept for repeats would keep the secret.
    expect(post).toHaveBeenCalledExactlyOnceWith("/v1/workspaces/ws_test/api-keys", {
      name: "Shop",
      scopes: ["contacts.read"],
      expires_at: null,
    });
    await user.keyboard("{Escape}");
    expect(close).not.toHaveBeenCalled();
    await user.click(screen.getByRole("button", { name: "I have copied it" }));
    await waitFor(() => expect(close).toHaveBeenCalled());
  });
});
