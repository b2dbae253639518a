/** Build, development server and unit tests. `WALOOM_API` points the development server at another API (the mock: 8010). */
import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

const api = process.env.WALOOM_API ?? "http://localhost:8000";

export default defineConfig({
  plugins: [react()],
  resolve: { alias: { "@": fileURLToPath(new URL("./src", import.meta.url)) } },
  server: {
    port: Number(process.env.WALOOM_CONSOLE_PORT ?? 5173),
    strictPort: true,
    proxy: { "/v1": { target: api }, "/live": { target: api.replace(/^http/, "ws"), ws: true } },
  },
  build: {
    target: "es2022",
    manifest: true,
    // Vite inlines small files as data: addresses; the content policy allows none for scripts and fonts.
    assetsInlineLimit: 0,
    rolldownOptions: {
      output: {
        // What every page needs, in one file that changes only when a dependency does.
        codeSplitting: {
          groups: [
            {
              name: "core",
              test: /node_modules\/(react|react-dom|scheduler|@tanstack\/(?!react-virtual|virtual-core)[\w-]+)\//,
            },
          ],
        },
      },
    },
  },
  test: {
    environment: "jsdom",
    include: ["src/**/*.test.{ts,tsx}"],
    setupFiles: ["src/test/setup.ts"],
    restoreMocks: true,
    maxWorkers: 2,
  },
});
