import { screen, waitFor } from "@testing-library/react";
import { describe, expect, it, vi } from "vitest";
import { api } from "@/api/client";
import { ApiError } from "@/api/errors";
import { show } from "@/test/render";
import { SignInForm } from "./sign-in-form";

const opened = { access_token: "t", expires_in: 900, user: { id: "u", email: "a@b.test", name: "A" } };
const needed = new ApiError(409, { code: "second_factor_required" });
const wrong = new ApiError(401, { code: "wrong_second_factor" });

async function toSecondStep(done = vi.fn()) {
  const { user } = show(<SignInForm onDone={done} />);
  await user.type(screen.getByRole("textbox", { name: "Email" }), "a@b.test");
  await user.type(screen.getByLabelText("Password"), "secret{Enter}");
  await screen.findByLabelText("Code from your authenticator app");
  return user;
}

describe("the step after the password", () => {
  it("sends the sixth digit off by itself, with what was right already", async () => {
    const post = vi.spyOn(api, "post").mockRejectedValueOnce(needed).mockResolvedValueOnce(opened);
    const done = vi.fn();
    const user = await toSecondStep(done);
    expect(screen.getByLabelText("Code from your authenticator app")).toHaveFocus();
    await user.paste("417 417");
    await waitFor(() => expect(done).toHaveBeenCalledOnce());
    expect(post).toHaveBeenLastCalledWith(
      "/v1/session",
      { email: "a@b.test", password: "secret", code: "417417" },
      { auth: "cookie" },
    );
  });

  it("after a wrong code waits for the next one in the same place", async () => {
    vi.spyOn(api, "post").mockRejectedValueOnce(needed).mockRejectedValueOnce(wrong);
    const user = await toSecondStep();
    const field = screen.getByLabelText("Code from your authenticator app");
    await user.type(field, "000000");
    await waitFor(() => expect(field).toHaveAccessibleDescription(/Codes change every 30 seconds/));
    expect(field).toHaveValue("");
    expect(field).toHaveFocus();
  });

  it("takes a recovery code instead and says what using one does", async () => {
    const post = vi.spyOn(api, "post").mockRejectedValueOnce(needed).mockResolvedValueOnce(opened);
    const done = vi.fn();
    const user = await toSecondStep(done);
    await user.click(screen.getByRole("button", { name: /Use a recovery code/ }));
    const field = screen.getByRole("textbox", { name: "Recovery code" });
    expect(field).toHaveAccessibleDescription(/turns the authenticator off/);
    await user.type(field, " abcd-efgh {Enter}");
    await waitFor(() => expect(done).toHaveBeenCalledOnce());
    expect(post).toHaveBeenLastCalledWith(
      "/v1/session",
      { email: "a@b.test", password: "secret", recovery_code: "abcd-efgh" },
      { auth: "cookie" },
    );
  });

  it("goes back to the start with the reason when the password no longer does", async () => {
    vi.spyOn(api, "post")
      .mockRejectedValueOnce(needed)
      .mockRejectedValueOnce(new ApiError(429, { code: "too_many_sign_ins" }));
    const user = await toSecondStep();
    await user.paste("417417");
    expect(await screen.findByRole("alert")).toHaveTextContent("Wait some minutes");
    expect(screen.getByRole("textbox", { name: "Email" })).toBeInTheDocument();
  });
});
