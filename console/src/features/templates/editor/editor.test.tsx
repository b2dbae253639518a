import {
  createMemoryHistory,
  createRootRoute,
  createRoute,
  createRouter,
  RouterProvider,
} from "@tanstack/react-router";
import { configure, screen, waitFor, within } from "@testing-library/react";
import type { UserEvent } from "@testing-library/user-event";
import { describe, expect, it, vi } from "vitest";
import { api } from "@/api/client";
import { ApiError } from "@/api/errors";
import type { TemplateDetails, TemplateDraft, TemplateFinding } from "@/api/types";
import { show } from "@/test/render";
import { draftOf, emptyDraft } from "../model/draft";
import { Editor } from "./editor";

const LINT = "/v1/workspaces/ws_test/templates/lint";
const LIST = "/v1/workspaces/ws_test/templates";

/** A server of few rules: it wants a name and a body, and a sample for {{1}}. */
function findingsOf(draft: TemplateDraft): TemplateFinding[] {
  const body = draft.components.find((one) => one.type === "BODY");
  const sample = body?.example?.body_text?.[0]?.[0];
  return [
    ...(draft.name ? [] : [{ path: "name", code: "missing", message: "Write a name." }]),
    ...(body?.text ? [] : [{ path: "body.text", code: "missing", message: "Write a text." }]),
    ...(body?.text?.includes("{{1}}") && !sample
      ? [{ path: "body.example.1", code: "sample_missing", message: "Give a sample." }]
      : []),
  ];
}

const kept = (draft: TemplateDraft, over: Partial<TemplateDetails> = {}): TemplateDetails => ({
  ...draft,
  id: `${draft.waba_id}.${draft.name}.${draft.language}`,
  status: "DRAFT",
  updated_at: null,
  revision: "r1",
  edit: { allowed: true, reason: null, next_at: null, left: null },
  ...over,
});

function server() {
  return vi.spyOn(api, "post").mockImplementation((to, body) => {
    const draft = body as TemplateDraft;
    if (to === LINT) return Promise.resolve({ findings: findingsOf(draft) } as never);
    // A submission says nothing of its own.
    return Promise.resolve(kept(body === undefined ? emptyDraft("7701", "en_GB") : draft) as never);
  });
}

function edit(template: TemplateDetails | null) {
  const onMoved = vi.fn(() => Promise.resolve());
  const onDone = vi.fn(() => Promise.resolve());
  const root = createRootRoute();
  const page = createRoute({
    getParentRoute: () => root,
    path: "/",
    component: () => (
      <Editor
        template={template}
        first={template ? draftOf(template) : emptyDraft("7701", "en_GB")}
        accounts={[]}
        onMoved={onMoved}
        onDone={onDone}
      />
    ),
  });
  const router = createRouter({
    routeTree: root.addChildren([page]),
    history: createMemoryHistory({ initialEntries: ["/"] }),
  });
  return { ...show(<RouterProvider router={router} />), onMoved, onDone };
}

// By label: roles of a form this size are slow to find in jsdom.
const body = () => screen.findByLabelText("Body");
/** In one go: a form this size is slow to draw in jsdom, too. */
const write = async (user: UserEvent, where: HTMLElement, text: string) => {
  await user.click(where);
  await user.paste(text);
};
const field = (label: string) => screen.findByLabelText(label);

configure({ asyncUtilTimeout: 8_000 });
vi.setConfig({ testTimeout: 30_000 });
vi.stubGlobal("scrollTo", () => undefined);

describe("the template editor", () => {
  it("asks for a sample as its variable appears, and shows it in the message at once", async () => {
    const post = server();
    const { user } = edit(null);
    await write(user, await body(), "Hi ");
    await user.click(within(await field("Tools for: Body")).getByText("Add a variable"));
    expect(await body()).toHaveValue("Hi {{1}}");
    await write(user, await field("Sample for {{1}}"), "Mira");
    const phone = await field("As the customer sees it");
    expect(phone).toHaveTextContent("Hi Mira");
    await waitFor(() => {
      const asked = post.mock.calls.filter(([to]) => to === LINT).at(-1)?.[1] as TemplateDraft;
      expect(asked.components[0]?.example).toEqual({ body_text: [["Mira"]] });
    });
  });

  it("gives a sample back when its variable is written again", async () => {
    server();
    const { user } = edit(kept({ ...emptyDraft("7701", "en_GB"), name: "order" }));
    const text = await body();
    await write(user, text, "Hi {{1}}");
    await write(user, await field("Sample for {{1}}"), "Mira");
    await user.type(text, "{Backspace}");
    expect(screen.queryByLabelText("Sample for {{1}}")).toBeNull();
    await user.type(text, "}");
    expect(await field("Sample for {{1}}")).toHaveValue("Mira");
  });

  it("stays quiet beside a field until it was visited, but lists everything above Submit", async () => {
    server();
    const { user } = edit(null);
    const name = await field("Name");
    const list = await field("Before it can be submitted");
    await waitFor(() => expect(list).toHaveTextContent("2 things to fix before review"));
    expect(name).not.toBeInvalid();
    await user.click(name);
    await user.tab();
    await waitFor(() => expect(name).toBeInvalid());
    expect(name).toHaveAccessibleDescription(/This is still missing/);
    expect(await body()).not.toBeInvalid();
    await user.click(within(list).getByText("Body"));
    expect(await body()).toHaveFocus();
  });

  it("goes to the first problem instead of to Meta", async () => {
    const post = server();
    const { user, onDone } = edit(null);
    await body();
    await user.click(screen.getByText("Submit for review"));
    await waitFor(() => expect(screen.getByLabelText("Name")).toHaveFocus());
    expect(await body()).toBeInvalid();
    expect(post.mock.calls.every(([to]) => to === LINT)).toBe(true);
    expect(onDone).not.toHaveBeenCalled();
  });

  it("keeps a draft once, then changes it by its revision, then submits it", async () => {
    const post = server();
    const put = vi
      .spyOn(api, "put")
      .mockImplementation((_to, draft) =>
        Promise.resolve(kept({ ...(draft as TemplateDraft), waba_id: "7701" }, { revision: "r2" }) as never),
      );
    const { user, onMoved, onDone } = edit(null);
    await write(user, await field("Name"), "Order Sent");
    await user.click(screen.getByText("Save draft"));
    await waitFor(() => expect(onMoved).toHaveBeenCalledWith("7701.order_sent.en_GB"));
    const made = post.mock.calls.find(([to]) => to === LIST);
    expect(made?.[1]).toMatchObject({ waba_id: "7701", name: "order_sent", category: "UTILITY" });
    expect(made?.[2]?.idempotencyKey).toMatch(/^[0-9a-f-]{36}$/);

    await write(user, await body(), "It is on its way.");
    await user.click(screen.getByText("Submit for review"));
    await waitFor(() => expect(onDone).toHaveBeenCalledWith("7701.order_sent.en_GB"));
    expect(put).toHaveBeenCalledExactlyOnceWith(
      `${LIST}/7701.order_sent.en_GB`,
      expect.objectContaining({ revision: "r1", components: [{ type: "BODY", text: "It is on its way." }] }),
      expect.anything(),
    );
    expect(post.mock.calls.map(([to]) => to)).toContain(`${LIST}/7701.order_sent.en_GB/submit`);
  });

  it("changes an approved template within its limits, and not what Meta keeps", async () => {
    server();
    const put = vi.spyOn(api, "put").mockRejectedValueOnce(
      new ApiError(400, {
        code: "template_refused",
        detail: "Meta refused this template.",
        errors: [{ field: "body.text", message: "Too many variables." }],
      }),
    );
    const first = { ...emptyDraft("7701", "en_GB"), name: "order_sent" };
    const { user, onDone } = edit(
      kept(
        { ...first, components: [{ type: "BODY", text: "It is sent" }] },
        { status: "APPROVED", edit: { allowed: true, reason: null, next_at: null, left: 9 } },
      ),
    );
    expect(await screen.findByText(/9 changes are left in these 30 days/)).toBeVisible();
    expect(await field("Name")).toBeDisabled();
    expect(await field("Marketing")).toBeDisabled();
    expect(screen.queryByText("Save draft")).toBeNull();
    const send = screen.getByRole("button", { name: "Send changes for review" });
    expect(send).toBeDisabled();
    await user.type(await body(), ".");
    await user.click(send);
    expect(await screen.findByRole("alert")).toHaveTextContent("Too many variables.");
    expect(onDone).not.toHaveBeenCalled();
    put.mockResolvedValueOnce(kept(first, { status: "PENDING" }));
    await user.click(send);
    await waitFor(() => expect(onDone).toHaveBeenCalledWith("7701.order_sent.en_GB"));
  });

  it("writes a one-time password without words of ours", async () => {
    const post = server();
    const { user } = edit(null);
    await user.click(await field("Authentication"));
    expect(screen.queryByLabelText("Body")).toBeNull();
    const phone = await field("As the customer sees it");
    expect(phone).toHaveTextContent("482913 is your verification code. For your security");
    expect(phone).toHaveTextContent("This code expires in 10 minutes.");
    await waitFor(() => {
      const asked = post.mock.calls.filter(([to]) => to === LINT).at(-1)?.[1] as TemplateDraft;
      expect(asked.category).toBe("AUTHENTICATION");
      expect(asked.components).toEqual([
        { type: "BODY", add_security_recommendation: true },
        { type: "FOOTER", code_expiration_minutes: 10 },
        { type: "BUTTONS", buttons: [{ type: "OTP", otp_type: "COPY_CODE" }] },
      ]);
    });
  });

  it("shows a viewer why nothing can be sent", async () => {
    server();
    const root = createRootRoute({
      component: () => (
        <Editor
          template={null}
          first={emptyDraft("7701", "en_GB")}
          accounts={[]}
          onMoved={() => Promise.resolve()}
          onDone={() => Promise.resolve()}
        />
      ),
    });
    const router = createRouter({ routeTree: root, history: createMemoryHistory() });
    show(<RouterProvider router={router} />, { role: "viewer" });
    expect(await screen.findByRole("button", { name: "Submit for review" })).toHaveAttribute(
      "aria-disabled",
      "true",
    );
  });
});
