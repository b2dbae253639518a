import { screen, waitFor } from "@testing-library/react";
import { useState } from "react";
import { describe, expect, it, vi } from "vitest";
import { api } from "@/api/client";
import { show } from "@/test/render";
import { CodeField } from "./code-field";
import { CopyButton } from "./copy-button";
import { NewPasswordField } from "./password-field";
import { passwordRules } from "./password-rules";
import { guessedZone } from "./zone-field";

const policy = {
  min_length: 12,
  max_length: 256,
  lowercase: true,
  uppercase: true,
  digit: true,
  symbol: true,
};

function Code({ onFull }: { onFull: (digits: string) => void }) {
  const [value, setValue] = useState("");
  return <CodeField value={value} onChange={setValue} onFull={onFull} />;
}

function NewPassword() {
  const [value, setValue] = useState("");
  return (
    <NewPasswordField
      label="Password"
      value={value}
      onChange={(event) => setValue(event.currentTarget.value)}
    />
  );
}

describe("a code", () => {
  it("takes a pasted group of digits, leaves out everything else, and tells once when it is full", async () => {
    const full = vi.fn();
    const { user } = show(<Code onFull={full} />);
    const field = screen.getByRole("textbox", { name: "Code" });
    await user.click(field);
    await user.paste("WALoom: 123 456");
    expect(field).toHaveValue("123456");
    await user.type(field, "7");
    expect(field).toHaveValue("123456");
    expect(full).toHaveBeenCalledExactlyOnceWith("123456");
  });

  it("is filled in by phones and is not remembered by browsers", () => {
    show(<Code onFull={() => undefined} />);
    expect(screen.getByRole("textbox")).toHaveAttribute("autocomplete", "one-time-code");
    expect(screen.getByRole("textbox")).toHaveAttribute("inputmode", "numeric");
  });
});

describe("a new password", () => {
  it("is measured by the installation's rules, and only by those that stand", () => {
    const open = (password: string, rules = policy) =>
      passwordRules(rules, password).flatMap((one) => (one.met ? [] : [one.rule]));
    expect(open("short")).toEqual(["length", "uppercase", "digit", "symbol"]);
    expect(open("Kettle-Song-47!")).toEqual([]);
    expect(open("x".repeat(300))).toContain("length");
    // A letter of another alphabet counts for the length, a pair of surrogates once.
    expect(
      open("🫖".repeat(12), { ...policy, lowercase: false, uppercase: false, digit: false, symbol: false }),
    ).toEqual([]);
  });

  it("ticks its rules off while it is typed, in words as well", async () => {
    vi.spyOn(api, "get").mockResolvedValue({ password_policy: policy });
    const { user } = show(<NewPassword />);
    const digit = await screen.findByText(/a digit/);
    expect(digit).toHaveTextContent("a digit: missing");
    await user.type(screen.getByLabelText("Password"), "7");
    await waitFor(() => expect(digit).toHaveTextContent("a digit: met"));
    expect(screen.getByText(/at least 12 characters/)).toHaveTextContent("missing");
  });
});

it("a copied text is said to be copied", async () => {
  const { user } = show(<CopyButton value="wlk_1_x" name="API key" />);
  await user.click(screen.getByRole("button", { name: "Copy API key" }));
  expect(await screen.findByRole("button", { name: "Copied" })).toBeInTheDocument();
  expect(await navigator.clipboard.readText()).toBe("wlk_1_x");
});

it("the zone of a new workspace is the browser's", () => {
  vi.spyOn(Intl.DateTimeFormat.prototype, "resolvedOptions").mockReturnValue({
    ...new Intl.DateTimeFormat().resolvedOptions(),
    timeZone: "America/Bahia",
  });
  expect(guessedZone()).toBe("America/Bahia");
});
