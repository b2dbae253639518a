import { screen, waitFor } from "@testing-library/react";
import { describe, expect, it, vi } from "vitest";
import { api } from "@/api/client";
import { ApiError } from "@/api/errors";
import { show } from "@/test/render";
import { ReplyForm } from "./reply-form";
import { TagForm } from "./tag-form";

describe("the tag form", () => {
  it("asks for a name before it asks the server", async () => {
    const post = vi.spyOn(api, "post");
    const { user } = show(<TagForm tag={null} onClose={() => undefined} />);
    await user.click(await screen.findByRole("button", { name: "Save" }));
    expect(screen.getByRole("textbox", { name: "Name" })).toHaveAccessibleDescription("Give the tag a name.");
    expect(post).not.toHaveBeenCalled();
  });

  it("puts a taken name beside the field and repeats with the same key", async () => {
    const post = vi
      .spyOn(api, "post")
      .mockRejectedValueOnce(new ApiError(409, { code: "name_taken", detail: "Taken." }))
      .mockResolvedValueOnce({ id: "1", name: "Orders", color: "teal" });
    const close = vi.fn();
    const { user } = show(<TagForm tag={null} onClose={close} />);
    const name = await screen.findByRole("textbox", { name: "Name" });
    await user.type(name, "Order");
    await user.click(screen.getByRole("button", { name: "Save" }));
    await waitFor(() => expect(name).toHaveAccessibleDescription("A tag of this name exists already."));
    expect(close).not.toHaveBeenCalled();
    await user.type(name, "s");
    await user.click(screen.getByRole("button", { name: "Save" }));
    await waitFor(() => expect(close).toHaveBeenCalled());
    const keys = post.mock.calls.map(([, , options]) => options?.idempotencyKey);
    expect(keys[0]).toMatch(/^[0-9a-f-]{36}$/);
    expect(post.mock.calls[1]?.[1]).toEqual({ name: "Orders", color: "teal" });
  });

  it("changes an existing tag in place", async () => {
    const put = vi.spyOn(api, "put").mockResolvedValue({ id: "t/1", name: "VIP", color: "blue" });
    const { user } = show(
      <TagForm tag={{ id: "t/1", name: "VIP", color: "amber" }} onClose={() => undefined} />,
    );
    await user.click(await screen.findByRole("radio", { name: "Blue" }));
    await user.click(screen.getByRole("button", { name: "Save" }));
    await waitFor(() =>
      expect(put).toHaveBeenCalledWith("/v1/workspaces/ws_test/tags/t%2F1", { name: "VIP", color: "blue" }),
    );
  });
});

describe("the reply form", () => {
  it("takes a shortcut with or without its slash, and shows the text as the customer will see it", async () => {
    const post = vi.spyOn(api, "post").mockResolvedValue({ id: "1", shortcut: "hours", text: "x" });
    const { user } = show(<ReplyForm reply={null} onClose={() => undefined} />);
    await user.type(await screen.findByRole("textbox", { name: "Shortcut" }), "/hours");
    await user.type(screen.getByRole("textbox", { name: "Text" }), "Open *every day*");
    expect(screen.getByText("every day").tagName).toBe("STRONG");
    await user.click(screen.getByRole("button", { name: "Save" }));
    await waitFor(() =>
      expect(post).toHaveBeenCalledWith(
        "/v1/workspaces/ws_test/canned-replies",
        { shortcut: "hours", text: "Open *every day*" },
        expect.objectContaining({ idempotencyKey: expect.any(String) as string }),
      ),
    );
  });

  it("refuses a shortcut with spaces", async () => {
    const { user } = show(<ReplyForm reply={null} onClose={() => undefined} />);
    await user.type(await screen.findByRole("textbox", { name: "Shortcut" }), "two words");
    await user.click(screen.getByRole("button", { name: "Save" }));
    expect(screen.getByRole("textbox", { name: "Shortcut" })).toHaveAccessibleDescription(
      /Only letters, digits/,
    );
  });
});
