import { defineConfig } from "vitest/config";

const kinds = [
  "unit",
  "contracts",
  "limits",
  "reference",
  "convergence",
  "statistics",
  "architecture",
  "agreement",
  "browser",
] as const;

const slow = new Set<string>(["agreement", "browser", "architecture"]);

const config: ReturnType<typeof defineConfig> = defineConfig({
  test: {
    globalSetup: ["scripts/build-wasm.mjs", "scripts/bundle-cli.mjs"],
    projects: kinds.map((name) => ({
      test: {
        name,
        include: [`test/${name}/**/*.test.ts`],
        environment: "node",
        // Files share the modules of a worker: loading them anew for every file took longer than most tests.
        isolate: false,
        setupFiles: ["test/support/forced-engine.ts"],
        testTimeout: slow.has(name) ? 1_200_000 : 60_000,
        hookTimeout: slow.has(name) ? 1_200_000 : 60_000,
      },
    })),
    coverage: { provider: "v8", include: ["src/**/*.ts"], reporter: ["text-summary", "html"] },
  },
});
export default config;
