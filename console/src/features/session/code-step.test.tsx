import { act, fireEvent, screen } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { api } from "@/api/client";
import { ApiError } from "@/api/errors";
import { show } from "@/test/render";
import { CodeStep } from "./code-step";

const settle = () => act(() => vi.advanceTimersByTimeAsync(0));

function draw(onCode: (code: string) => Promise<void>, more: Partial<Parameters<typeof CodeStep>[0]> = {}) {
  const calls = { onDone: vi.fn(), onProblem: vi.fn(), onResend: vi.fn(() => Promise.resolve()) };
  show(
    <CodeStep
      email="a@b.test"
      act="Create"
      note="No mail?"
      onBack={() => undefined}
      onCode={onCode}
      {...calls}
      {...more}
    />,
  );
  return calls;
}

const type = (digits: string) =>
  fireEvent.change(screen.getByLabelText("Code"), { target: { value: digits } });

describe("the code from a mail", () => {
  beforeEach(() => {
    vi.useFakeTimers();
    vi.spyOn(api, "get").mockResolvedValue({ mailbox_url: null });
  });
  afterEach(() => vi.useRealTimers());

  it("tells a wrong code beside the field and leaves room for the right one", async () => {
    const calls = draw(() => Promise.reject(new ApiError(400, { code: "wrong_code" })));
    type("123456");
    await settle();
    expect(screen.getByLabelText("Code")).toHaveAccessibleDescription(/not right or no longer good/);
    expect(screen.getByLabelText("Code")).toHaveValue("");
    expect(calls.onDone).not.toHaveBeenCalled();
  });

  it("hands every other refusal back to the page", async () => {
    const refusal = new ApiError(400, { code: "weak_password" });
    const calls = draw(() => Promise.reject(refusal));
    type("123456");
    await settle();
    expect(calls.onProblem).toHaveBeenCalledWith(refusal);
  });

  it("is not sent by itself while more is to be filled in, nor before that is whole", async () => {
    const onCode = vi.fn(() => Promise.resolve());
    draw(onCode, { more: <span>more</span>, ready: () => false });
    type("123456");
    fireEvent.click(screen.getByRole("button", { name: "Create" }));
    await settle();
    expect(onCode).not.toHaveBeenCalled();
  });

  it("can be sent again only after the minute in which no new mail would come", async () => {
    const calls = draw(() => Promise.resolve());
    expect(screen.queryByRole("button", { name: "Send a new code" })).not.toBeInTheDocument();
    expect(screen.getByText("A new code can be sent in 60 s")).toBeInTheDocument();
    await act(() => vi.advanceTimersByTimeAsync(60_000));
    fireEvent.click(screen.getByRole("button", { name: "Send a new code" }));
    await settle();
    expect(calls.onResend).toHaveBeenCalledOnce();
    expect(screen.getByText("A new code is on its way to a@b.test.")).toBeInTheDocument();
    expect(screen.getByText(/A new code can be sent in/)).toBeInTheDocument();
  });
});
