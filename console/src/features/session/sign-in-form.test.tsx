import { screen, waitFor } from "@testing-library/react";
import { describe, expect, it, vi } from "vitest";
import { api } from "@/api/client";
import { ApiError, ConnectionError } from "@/api/errors";
import { show } from "@/test/render";
import { SignInForm } from "./sign-in-form";

const opened = { access_token: "t", expires_in: 900, user: { id: "u", email: "a@b.test", name: "A" } };

describe("signing in", () => {
  it("says what is missing beside the field and starts the keyboard there, before asking the server", async () => {
    const post = vi.spyOn(api, "post");
    const { user } = show(<SignInForm onDone={() => undefined} />);
    await user.type(screen.getByRole("textbox", { name: "Email" }), "not an address");
    await user.click(screen.getByRole("button", { name: "Sign in" }));
    expect(screen.getByRole("textbox", { name: "Email" })).toHaveAccessibleDescription(/does not look like/);
    expect(screen.getByLabelText("Password")).toHaveAccessibleDescription("Enter your password.");
    expect(screen.getByRole("textbox", { name: "Email" })).toHaveFocus();
    expect(post).not.toHaveBeenCalled();
  });

  it("tells a wrong password in plain words and keeps the address", async () => {
    vi.spyOn(api, "post").mockRejectedValue(
      new ApiError(401, { code: "wrong_credentials", detail: "Wrong." }),
    );
    const done = vi.fn();
    const { user } = show(<SignInForm onDone={done} />, { language: "es" });
    await user.type(screen.getByRole("textbox", { name: "Correo electrónico" }), "a@b.test");
    await user.type(screen.getByLabelText("Contraseña"), "secret{Enter}");
    expect(await screen.findByRole("alert")).toHaveTextContent("El correo o la contraseña no son correctos.");
    expect(screen.getByRole("textbox")).toHaveValue("a@b.test");
    expect(screen.getByLabelText("Contraseña")).toHaveFocus();
    expect(done).not.toHaveBeenCalled();
  });

  it("tells a broken connection apart from a wrong password", async () => {
    vi.spyOn(api, "post").mockRejectedValue(new ConnectionError(false, null));
    const { user } = show(<SignInForm onDone={() => undefined} />);
    await user.type(screen.getByRole("textbox", { name: "Email" }), "a@b.test");
    await user.type(screen.getByLabelText("Password"), "secret{Enter}");
    expect(await screen.findByRole("alert")).toHaveTextContent("Check your connection");
  });

  it("goes on when it worked", async () => {
    const post = vi.spyOn(api, "post").mockResolvedValue(opened);
    const done = vi.fn();
    const { user } = show(<SignInForm onDone={done} />);
    await user.type(screen.getByRole("textbox", { name: "Email" }), " a@b.test ");
    await user.type(screen.getByLabelText("Password"), " with space {Enter}");
    await waitFor(() => expect(done).toHaveBeenCalledOnce());
    expect(post).toHaveBeenCalledWith(
      "/v1/session",
      { email: "a@b.test", password: " with space " },
      { auth: "cookie" },
    );
  });

  it("warns of Caps Lock while the password is typed", async () => {
    const { user } = show(<SignInForm onDone={() => undefined} />);
    await user.click(screen.getByLabelText("Password"));
    await user.keyboard("{CapsLock}A");
    expect(screen.getByText("Caps Lock is on.")).toBeInTheDocument();
    await user.keyboard("{CapsLock}a");
    expect(screen.queryByText("Caps Lock is on.")).not.toBeInTheDocument();
  });

  it("for an expired session cannot change who signs in", () => {
    show(<SignInForm email="owner@demo.waloom.test" onDone={() => undefined} />);
    expect(screen.getByRole("textbox", { name: "Email" })).toHaveAttribute("readonly");
  });
});
