import { screen, waitFor } from "@testing-library/react";
import { expect, it, vi } from "vitest";
import { api } from "@/api/client";
import { ApiError } from "@/api/errors";
import { show } from "@/test/render";
import { EnrolDialog } from "./enrol-dialog";

const CODES = ["aaaa-1111", "bbbb-2222"];

it("an authenticator is set up by password, key and code, and its recovery codes stay until they are kept", async () => {
  const post = vi
    .spyOn(api, "post")
    .mockRejectedValueOnce(new ApiError(400, { code: "wrong_password" }))
    .mockResolvedValueOnce({ secret: "ABCDEFGH", uri: "otpauth://totp/WALoom:a?secret=ABCDEFGH" })
    .mockRejectedValueOnce(new ApiError(400, { code: "wrong_code" }))
    .mockResolvedValueOnce({ recovery_codes: CODES });
  const close = vi.fn();
  const { user } = show(<EnrolDialog onClose={close} />);
  const password = await screen.findByLabelText("Your password");
  await user.type(password, "wrong{Enter}");
  await waitFor(() => expect(password).toHaveAccessibleDescription("This is not your password."));
  await user.clear(password);
  await user.type(password, "right{Enter}");

  expect(await screen.findByRole("img", { name: "QR code for the authenticator app" })).toBeInTheDocument();
  expect(screen.getByText("ABCD EFGH")).toBeInTheDocument();
  const code = screen.getByLabelText("Code from the app");
  await user.type(code, "111111");
  await waitFor(() => expect(code).toHaveAccessibleDescription(/check the clock of your phone/));
  await user.type(code, "222222");

  const list = await screen.findByRole("list", { name: "Recovery codes" });
  expect([...list.children].map((one) => one.textContent)).toEqual(CODES);
  expect(post).toHaveBeenLastCalledWith("/v1/me/second-factor/confirm", { code: "222222" });
  await user.click(screen.getByRole("button", { name: "I have kept them" }));
  expect(close).toHaveBeenCalledOnce();
});
