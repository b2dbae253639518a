// Writes src/auth/matrix.json from the server's role matrix, so the console never retypes it. Part of `npm run generate`.
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));
const program = `
import json
from shared.features.workspaces.roles import MATRIX, ROLES
print(json.dumps({"roles": list(ROLES), "permissions": {name: [r for r in ROLES if r in who] for name, who in MATRIX.items()}}))
`;
const matrix = JSON.parse(
  execFileSync(process.env.PYTHON ?? "python3", ["-c", program], { cwd: root, encoding: "utf8" }),
);
writeFileSync(new URL("../src/auth/matrix.json", import.meta.url), `${JSON.stringify(matrix, null, 2)}\n`);
