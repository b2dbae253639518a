// Lint rules. The zones below are read from the folders, so a new feature cannot be forgotten.
import { readdirSync } from "node:fs";
import js from "@eslint/js";
import jsxA11y from "eslint-plugin-jsx-a11y";
import reactHooks from "eslint-plugin-react-hooks";
import globals from "globals";
import tseslint from "typescript-eslint";

const features = readdirSync(new URL("./src/features", import.meta.url), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name);

/** Forbids imports that match the patterns inside the given files. */
const zone = (files, patterns, message) => ({
  files,
  rules: { "no-restricted-imports": ["error", { patterns: [{ group: patterns, message }] }] },
});

/** A feature sees the shared ring (api, auth, i18n, components) and itself, never another feature nor the frame. */
const featureZones = features.map((name) =>
  zone(
    [`src/features/${name}/**`],
    [
      ...features
        .filter((other) => other !== name)
        .flatMap((other) => [`@/features/${other}`, `@/features/${other}/**`]),
      "@/app",
      "@/app/**",
    ],
    "A feature may not import another feature or the frame: share through src/components or the API's cache.",
  ),
);

const sharedZone = zone(
  ["src/api/**", "src/auth/**", "src/i18n/**", "src/components/**", "src/lib/**"],
  ["@/features/**", "@/app", "@/app/**"],
  "The shared ring knows neither features nor the frame.",
);

export default tseslint.config(
  { ignores: ["dist", "src/api/schema.d.ts"] },
  js.configs.recommended,
  ...tseslint.configs.strict,
  reactHooks.configs.flat["recommended-latest"],
  jsxA11y.flatConfigs.recommended,
  {
    languageOptions: { globals: { ...globals.browser } },
    rules: {
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/no-explicit-any": "error",
      "@typescript-eslint/ban-ts-comment": "error",
      "no-console": ["error", { allow: ["error"] }],
      "no-warning-comments": ["error", { terms: ["todo", "fixme"], location: "anywhere" }],
      eqeqeq: ["error", "always", { null: "ignore" }],
    },
  },
  {
    files: ["dev-mock/**", "scripts/**", "*.config.*"],
    languageOptions: { globals: { ...globals.node } },
    rules: { "no-console": "off" },
  },
  sharedZone,
  ...featureZones,
);
