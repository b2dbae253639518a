import { screen, waitFor } from "@testing-library/react";
import { describe, expect, it, vi } from "vitest";
import { api } from "@/api/client";
import { ApiError } from "@/api/errors";
import type { Member } from "@/api/types";
import { show } from "@/test/render";
import { InviteDialog } from "./invite-dialog";
import { MemberRow } from "./member-row";

const member = (facts: Partial<Member> = {}): Member => ({
  user_id: "u2",
  name: "Gil",
  email: "gil@b.test",
  role: "agent",
  limited: false,
  masked: false,
  joined_at: "2026-01-05T10:00:00Z",
  ...facts,
});

const row = (facts: Partial<Member>, role: "owner" | "admin" | "agent", onRemove = vi.fn()) => ({
  ...show(
    <ul>
      <MemberRow member={member(facts)} onRemove={onRemove} />
    </ul>,
    { role },
  ),
  onRemove,
});

describe("a member's row", () => {
  it("changes an agent's limits one at a time", async () => {
    const patch = vi.spyOn(api, "patch").mockResolvedValue({});
    const { user } = row({}, "owner");
    await user.click(screen.getByRole("switch", { name: "Gil: no phone numbers" }));
    expect(patch).toHaveBeenCalledExactlyOnceWith("/v1/workspaces/ws_test/members/u2", { masked: true });
  });

  it("offers limits to agents only", () => {
    row({ role: "marketer" }, "owner");
    expect(screen.queryByRole("switch")).not.toBeInTheDocument();
  });

  it("of an owner is not an admin's to touch, and says so", async () => {
    const { user, onRemove } = row({ role: "owner" }, "admin");
    const remove = screen.getByRole("button", { name: "Remove Gil" });
    expect(remove).toHaveAccessibleDescription("Only an owner can change or remove an owner.");
    await user.click(remove);
    expect(onRemove).not.toHaveBeenCalled();
    expect(screen.queryByRole("combobox")).not.toBeInTheDocument();
  });

  it("lets only an owner make owners", () => {
    row({}, "admin");
    expect(screen.queryByRole("option", { name: "Owner" })).not.toBeInTheDocument();
    expect(screen.getByRole("option", { name: "Admin" })).toBeInTheDocument();
  });
});

describe("inviting", () => {
  it("sends limits with an agent's invitation and forgets them for another role", async () => {
    const post = vi.spyOn(api, "post").mockResolvedValue({});
    const { user } = show(<InviteDialog onClose={() => undefined} />);
    await user.type(await screen.findByRole("textbox", { name: "Email" }), "new@b.test");
    await user.click(screen.getByRole("switch", { name: "No phone numbers" }));
    await user.click(screen.getByRole("radio", { name: /viewer/i }));
    await user.click(screen.getByRole("button", { name: "Send the invitation" }));
    await waitFor(() =>
      expect(post).toHaveBeenCalledWith(
        "/v1/workspaces/ws_test/invitations",
        { email: "new@b.test", role: "viewer", limited: false, masked: false },
        expect.objectContaining({ idempotencyKey: expect.any(String) as string }),
      ),
    );
  });

  it("says beside the address that somebody is a member already", async () => {
    vi.spyOn(api, "post").mockRejectedValue(new ApiError(409, { code: "already_member" }));
    const { user } = show(<InviteDialog onClose={() => undefined} />);
    const email = await screen.findByRole("textbox", { name: "Email" });
    await user.type(email, "gil@b.test{Enter}");
    await waitFor(() => expect(email).toHaveAccessibleDescription("This person is a member already."));
  });
});
