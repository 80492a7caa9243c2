import { defineConfig } from "vitest/config";

const project = (name: string, testTimeout: number) => ({
  test: {
    name,
    include: [`test/${name}/**/*.test.ts`],
    testTimeout,
    hookTimeout: 60_000,
  },
});

export default defineConfig({
  test: {
    projects: [
      project("unit", 30_000),
      project("integration", 60_000),
      project("conformance", 60_000),
      project("fault", 120_000),
    ],
  },
});
