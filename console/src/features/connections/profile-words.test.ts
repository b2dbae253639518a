import { describe, expect, it } from "vitest";
import { automationProblems, pictureProblem, profileProblems } from "./profile-words";

const PROFILE = {
  about: "Kettles, repaired",
  address: "",
  description: "",
  email: "hello@quill.test",
  websites: ["https://quill.test", ""],
  vertical: "RETAIL",
};

describe("a profile, before Meta sees it", () => {
  it("a good one has no problem", () => {
    expect(profileProblems(PROFILE, "Kettles")).toEqual({});
  });

  it("counts what people see as one character as Meta does, and no more", () => {
    expect(profileProblems({ ...PROFILE, about: "é".repeat(139) })).toEqual({});
    expect(profileProblems({ ...PROFILE, about: "🫖".repeat(140) })).toEqual({ about: "too_long" });
  });

  it("an empty line is no problem only where there was none", () => {
    expect(profileProblems({ ...PROFILE, about: " " }, "Kettles")).toEqual({ about: "about_empty" });
    expect(profileProblems({ ...PROFILE, about: "" }, "")).toEqual({});
  });

  it.each(["quill.test", "https://quill", "ftp://quill.test", "javascript:alert(1)", "https://qu ill.test"])(
    "%s is no website",
    (site) => {
      expect(profileProblems({ ...PROFILE, websites: ["", site] })).toEqual({
        "websites.1": "website_wrong",
      });
    },
  );

  it("an address without a dot is no email", () => {
    expect(profileProblems({ ...PROFILE, email: "hello@quill" })).toEqual({ email: "email_wrong" });
  });

  it("pictures are checked before they are sent", () => {
    const file = (type: string, size = 1000) => ({ type, size });
    expect(pictureProblem(file("image/png"), 640)).toBeNull();
    expect(pictureProblem(file("image/svg+xml"))).toBe("picture_type");
    expect(pictureProblem(file("image/jpeg", 5_000_001))).toBe("picture_size");
    expect(pictureProblem(file("image/jpeg"), 191)).toBe("picture_small");
  });
});

describe("greetings", () => {
  const draft = (prompts: string[], ...names: string[]) => ({
    welcome_message: false,
    prompts,
    commands: names.map((name) => ({ name, description: "What it does" })),
  });

  it("says at which line what is wrong", () => {
    expect(automationProblems(draft(["Is my kettle ready?", " ", "x".repeat(81), "Tea? 🫖"]))).toEqual({
      "prompts.1": "empty",
      "prompts.2": "too_long",
      "prompts.3": "emoji",
    });
    expect(automationProblems(draft([], "repair", "two words", "Repair", "a/b"))).toEqual({
      "commands.1.name": "name_wrong",
      "commands.2.name": "twice",
      "commands.3.name": "name_wrong",
    });
  });
});
