import { screen, waitFor } from "@testing-library/react";
import { useState } from "react";
import { expect, it } from "vitest";
import { show } from "@/test/render";
import { Dialog } from "./dialog";

function Page() {
  const [open, setOpen] = useState(false);
  return (
    <>
      <button type="button" onClick={() => setOpen(true)}>
        Open
      </button>
      {open && (
        <Dialog opened title="A question" onClose={() => setOpen(false)}>
          <button type="button" onClick={() => setOpen(false)}>
            Done
          </button>
        </Dialog>
      )}
    </>
  );
}

it("a dialog has a name and a named close button, and gives the focus back when it goes", async () => {
  const { user } = show(<Page />, { language: "pt" });
  const opener = screen.getByRole("button", { name: "Open" });
  await user.click(opener);
  expect(await screen.findByRole("dialog", { name: "A question" })).toBeInTheDocument();
  expect(screen.getByRole("button", { name: "Fechar" })).toBeInTheDocument();
  await user.click(screen.getByRole("button", { name: "Done" }));
  await waitFor(() => expect(opener).toHaveFocus());
});
