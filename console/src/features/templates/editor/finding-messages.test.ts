import { readdirSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { messages } from "./finding-messages";

/** The server's own rules, from the folder the tests run in. */
const RULES = "../shared/features/templates";

function codes(folder: string): string[] {
  const files = readdirSync(folder).filter((name) => name.endsWith(".py"));
  // Finding(path, "code", message): the path may be a call or a text of its own.
  return files.flatMap((name) =>
    [...readFileSync(`${folder}/${name}`, "utf8").matchAll(/yield Finding\((.*)$/gm)].flatMap(
      ([, rest = ""]) => [...rest.matchAll(/, "([a-z_]+)"(?=,)/g)].flatMap(([, code = ""]) => code).slice(-1),
    ),
  );
}

it("has words for every rule of the server's lint", () => {
  const found = new Set(codes(`${RULES}/pure`));
  expect(found.size).toBeGreaterThan(20);
  expect([...found].filter((code) => !(code in messages.en))).toEqual([]);
});
