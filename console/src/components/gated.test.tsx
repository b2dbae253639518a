import { screen } from "@testing-library/react";
import { describe, expect, it, vi } from "vitest";
import { show } from "@/test/render";
import { GatedButton } from "./gated";
import { RowActions } from "./row-actions";

describe("a control the role may not use", () => {
  it("is shown, reachable by keyboard, says why, and does nothing", async () => {
    const act = vi.fn();
    const { user } = show(
      <GatedButton permission="tags.manage" onClick={act}>
        New tag
      </GatedButton>,
      { role: "viewer" },
    );
    const button = screen.getByRole("button", { name: "New tag" });
    expect(button).toHaveAttribute("aria-disabled", "true");
    expect(button).toHaveAccessibleDescription(/Your role \(viewer\) does not include this/);
    await user.tab();
    expect(button).toHaveFocus();
    await user.keyboard("{Enter}");
    await user.click(button);
    expect(act).not.toHaveBeenCalled();
  });

  it("works for a role that may", async () => {
    const act = vi.fn();
    const { user } = show(
      <GatedButton permission="tags.manage" onClick={act}>
        New tag
      </GatedButton>,
      { role: "agent" },
    );
    const button = screen.getByRole("button", { name: "New tag" });
    expect(button).not.toHaveAttribute("aria-disabled");
    await user.click(button);
    expect(act).toHaveBeenCalledOnce();
  });

  it("does not submit its form", async () => {
    const submit = vi.fn((event: React.FormEvent) => event.preventDefault());
    const { user } = show(
      <form onSubmit={submit}>
        <GatedButton permission="accounts.manage" type="submit">
          Connect
        </GatedButton>
      </form>,
      { role: "agent" },
    );
    await user.click(screen.getByRole("button", { name: "Connect" }));
    expect(submit).not.toHaveBeenCalled();
  });

  it("explains itself in the person's language", () => {
    show(<GatedButton permission="accounts.manage">x</GatedButton>, { role: "agent", language: "pt" });
    expect(screen.getByRole("button")).toHaveAccessibleDescription(/atendente/);
  });

  it("in a row neither edits nor deletes", async () => {
    const act = vi.fn();
    const row = (
      <RowActions
        permission="canned_replies.manage"
        editLabel="Edit"
        deleteLabel="Delete"
        onEdit={act}
        onDelete={act}
      />
    );
    const { user } = show(row, { role: "viewer" });
    await user.click(screen.getByRole("button", { name: "Edit" }));
    await user.click(screen.getByRole("button", { name: "Delete" }));
    expect(act).not.toHaveBeenCalled();
  });
});
