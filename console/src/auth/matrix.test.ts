import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { expect, it } from "vitest";
import { PERMISSIONS, ROLES } from "./permissions";

it("the matrix names the same permissions as the server's page: run `npm run generate` when it does not", () => {
  const page = readFileSync(resolve(process.cwd(), "../shared/features/workspaces/roles.py"), "utf8");
  const matrix = /^MATRIX[^{]*\{([^}]*(?:\}\)[^}]*)*)^\}/m.exec(page)?.[1] ?? "";
  const named = [...matrix.matchAll(/^ {4}"([a-z_]+\.[a-z_]+)":/gm)].map((match) => match[1]);
  expect(named.length).toBeGreaterThan(10);
  expect([...PERMISSIONS].sort()).toEqual(named.sort());
  expect([...ROLES]).toEqual(["owner", "admin", "marketer", "agent", "viewer"]);
});
