import { existsSync, globSync, readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";
import { LongestFirst } from "./test/support/longest-first.ts";
import { patienceMs } from "./test/support/patience.ts";
import { summaryReporter } from "./test/support/summary-reporter.ts";

const cores = Math.max(2, availableParallelism());

/** Unit tests that take long: stages of their own have them. */
const hostileTests = "test/unit/workers/documents/hostile/*.test.ts";

/** Integration tests of every day: each domain of tools, what is refused, revoked, cancelled and set by tenant. */
const dailyIntegrationTests = [
  "calendar-tools",
  "callers-mistakes",
  "cancellation",
  "each-permission",
  "mail-tools",
  "refusals",
  "resources",
  "sharepoint-tools",
  "teams-tools",
  "tenant-address",
].map((name) => `test/integration/${name}.test.ts`);

/** Unit tests that take a second of processor time and more, of what seldom changes. */
const slowUnitTests = [
  "gateway/audit/audit-exports",
  "gateway/audit/file-sink",
  "gateway/audit/pseudonym-command",
  "gateway/audit/verify-command",
  "gateway/auth/protected-resource-metadata.poisoned",
  "gateway/mcp/http-answer.idle",
  "gateway/mcp/http-answer.slow-readers",
  "gateway/mcp/unread-answers",
  "gateway/tenants/parse-tenants-file",
  "common/doctor/proxy",
  "common/queue/sentinel-connection",
  "deploy/docker-compose",
  "deploy/documented-kustomization",
  "deploy/kubernetes",
  "deploy/make-secrets",
  "try/try-parts",
  "workers/auth/client-credential",
  "workers/documents/charset/guess",
  "workers/documents/clean-text.self-loading",
  "workers/documents/extraction-quality",
  "workers/documents/formats/docx",
  "workers/documents/formats/docx-numbering",
  "workers/documents/formats/eml",
  "workers/documents/formats/html-selectors",
  "workers/documents/formats/html-table",
  "workers/documents/formats/msg",
  "workers/documents/formats/pdf-codings",
  "workers/documents/formats/pdf-scans",
  "workers/documents/formats/pdf-time",
  "workers/documents/formats/picture",
  "workers/documents/formats/pptx",
  "workers/documents/formats/rtf",
  "workers/documents/formats/svg",
  "workers/documents/formats/xlsx",
  "workers/documents/process/extractor-pool.taken-over",
  "workers/documents/process/extractor-process.taken-over",
  "workers/documents/process/reader-sandbox.files",
  "workers/documents/process/reader-sandbox.system-calls",
  "workers/open-connections",
  "workers/resilience/place-in-line",
  "workers/tools/mail/outlook-email-search-truth",
  "workers/tools/paging/cursors",
  "workers/tools/paging/moving-lists",
  "workers/tools/paging/round-trips",
  "workers/tools/resources/document-windows",
  "workers/tools/resources/find-in-resource",
  "workers/tools/token-budget",
].map((name) => `test/unit/${name}.test.ts`);

/** In the stages of every day, which leave to the stage `slow` what takes long. */
const isDaily = process.env.TESTS_OF === "every day";

for (const file of [...dailyIntegrationTests, ...slowUnitTests])
  if (!existsSync(file)) throw new Error(`vitest.config.ts names ${file}, which is not there`);

/** In the stage `slow`, which leaves to the stage `properties` what that runs. */
const isLong = process.env.TESTS_OF === "long";

/** In the stage `properties`: the tests that try something any number of times. */
const withRuns =
  process.env.TESTS_OF === "properties" || isLong
    ? globSync("test/{unit,integration}/**/*.test.ts").filter((file) =>
        readFileSync(file, "utf8").includes("/property-runs.ts"),
      )
    : [];

/** What takes seconds on an idle machine may take so long on a slow or busy one. */
const longMs = 4 * patienceMs;

/**
 * The projects run one after the other; `workers` is how many test files of one run at once. More than there are cores,
 * because many wait: for deadlines, for a killed worker's job, for a slow answer.
 */
const project = (
  name: string,
  order: number,
  options: {
    testTimeout?: number;
    workers: number;
    redis: boolean;
    /** What runs once before its tests, beside what brings a Redis and compiles the processes. */
    setUp?: string;
    include?: string | string[];
    exclude?: string[];
  },
) => ({
  test: {
    name,
    include: [options.include ?? `test/${name}/**/*.test.ts`].flat(),
    exclude: options.exclude ?? [],
    testTimeout: options.testTimeout ?? longMs,
    // CI tries a failed test again, and names it at the end: one in ten thousand may meet a machine that stands still.
    retry: Number(process.env.TEST_RETRIES ?? 0),
    hookTimeout: longMs,
    expect: { poll: { timeout: patienceMs } },
    maxWorkers: options.workers,
    // Unit tests keep nothing in modules, so files may share them: that saves a third of their time. And where files
    // share them, they share a running stack, or a copy of the repository.
    isolate: !["unit", "integration", "slow", "doctor", "operations", "real-clients", "defences"].includes(name),
    sequence: { groupOrder: order },
    // Node runs our sources as they are, as in production; Vite would transform each of them first.
    experimental: { viteModuleRunner: false, nodeLoader: false },
    setupFiles: ["test/support/property-seed.ts"],
    globalSetup: [
      ...(options.redis ? ["test/support/redis-setup.ts", "test/support/compile-setup.ts"] : []),
      ...(options.setUp ? [options.setUp] : []),
    ],
  },
});

export default defineConfig({
  test: {
    reporters: ["default", summaryReporter()],
    sequence: { sequencer: LongestFirst },
    // A worker ends after the stacks and copies that its files shared.
    teardownTimeout: longMs,
    projects: [
      project("unit", 0, {
        workers: cores + 2,
        redis: false,
        exclude: [hostileTests, ...(isDaily ? slowUnitTests : [])],
      }),
      project("integration", 1, {
        workers: cores + 2,
        redis: true,
        ...(isDaily && { include: dailyIntegrationTests }),
      }),
      project("slow", 20, {
        workers: cores + 2,
        redis: true,
        include: ["test/integration/**/*.test.ts", ...slowUnitTests],
        exclude: [...dailyIntegrationTests, ...withRuns],
      }),
      project("conformance", 2, {
        workers: 2,
        redis: true,
        include: "test/conformance/*.test.ts",
      }),
      project("clients", 9, {
        workers: 1,
        redis: true,
        include: "test/conformance/every-client/*.test.ts",
      }),
      project("redis-modes", 14, { workers: cores, redis: true }),
      project("fault", 3, { workers: cores + 1, redis: true, include: "test/fault/*.test.ts" }),
      project("catalogue", 5, {
        testTimeout: 300_000,
        workers: cores + 2,
        redis: true,
        include: "test/fault/catalogue/*.test.ts",
      }),
      project("isolation", 6, {
        testTimeout: 600_000,
        workers: 1,
        redis: true,
        include: "test/fault/isolation/*.test.ts",
      }),
      project("engine", 4, { workers: 1, redis: false }),
      project("monitoring", 11, { workers: cores, redis: true }),
      project("properties", 10, {
        testTimeout: 600_000,
        workers: cores + 1,
        redis: true,
        include: withRuns,
      }),
      project("reality", 13, { workers: cores, redis: true }),
      project("real-clients", 15, {
        testTimeout: 300_000,
        workers: 1,
        redis: true,
        setUp: "test/real-clients/install-programs.ts",
      }),
      project("model-clients", 19, {
        testTimeout: 300_000,
        workers: 1,
        redis: true,
        setUp: "test/model-clients/install-programs.ts",
      }),
      project("spoilt", 12, { testTimeout: 1_200_000, workers: cores, redis: false }),
      project("harness", 8, { workers: cores, redis: true }),
      project("doctor", 17, { workers: cores, redis: true }),
      project("operations", 18, { workers: cores + 2, redis: true }),
      project("defences", 16, { testTimeout: 600_000, workers: cores + 2, redis: false }),
      project("hostile", 7, { workers: cores, redis: false, include: hostileTests }),
    ],
  },
});
