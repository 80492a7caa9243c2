import { fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createVitest, type TestCase, type TestRunResult, type Vitest } from "vitest/node";
import { z } from "zod";

/** Which tests: parts of their files' names, and of one title where it is one test. */
interface Asked {
  files: readonly string[];
  test?: string;
}

const outcome = z.object({ ran: z.number(), failed: z.array(z.string()), problems: z.array(z.string()) });

/**
 * What came of a run: how many tests ran, those that failed with their reasons, and what failed outside of a test, as a
 * file that can't be loaded.
 */
export type Outcome = z.infer<typeof outcome>;

export interface TestRunner {
  run(asked: Asked): Promise<Outcome>;
  stop(): Promise<void>;
}

/**
 * Runs tests of a copy of the repository in a Vitest that stays, which takes a third of what a Vitest for each run
 * does. Each run starts processes of its own, so that it reads the files anew, and ends with its first failure.
 */
export function startTestRunner(options: {
  folder: string;
  project: string;
  environment: Record<string, string>;
}): TestRunner {
  const { folder, project, environment } = options;
  const runner = fork(join(folder, "test/defences/test-runner.ts"), [project], {
    cwd: folder,
    // What is compiled of the copy goes with it.
    env: { ...process.env, ...environment, NODE_COMPILE_CACHE: join(folder, ".cache/compiled") },
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  const ended = once(runner, "exit");
  return {
    async run(asked) {
      const answered = once(runner, "message");
      runner.send(asked);
      const [answer] = await Promise.race([answered, ended.then(() => Promise.reject(new Error("Vitest ended")))]);
      return outcome.parse(answer);
    },
    async stop() {
      if (runner.connected) runner.disconnect();
      await ended;
    },
  };
}

async function runTests(vitest: Vitest, { files, test }: Asked): Promise<Outcome> {
  if (test === undefined) vitest.resetGlobalTestNamePattern();
  // Vitest puts a mark between the titles of a group and its tests.
  else vitest.setGlobalTestNamePattern(new RegExp(test.replaceAll(" ", " (> )?")));
  return summary(await vitest.start([...files]));
}

function summary({ testModules, unhandledErrors }: TestRunResult): Outcome {
  const tests = testModules.flatMap((module) => [...module.children.allTests()]);
  const failed = tests.filter((test) => test.result().state === "failed");
  const passed = tests.filter((test) => test.result().state === "passed");
  return {
    ran: passed.length + failed.length,
    failed: failed.map((test) => `${test.fullName}: ${reasons(test)}`),
    problems: [...testModules.flatMap((module) => module.errors()), ...unhandledErrors].map((error) => `${error}`),
  };
}

const reasons = (test: TestCase): string =>
  (test.result().errors ?? []).map(({ message, stack }) => `${message}\n${stack}`).join("\n");

/** The process in the copy: a run for each message, until nobody sends any more. */
async function serve(project: string): Promise<void> {
  const vitest: Vitest = await createVitest("test", {
    watch: false,
    project: [project],
    ...(process.env.TEST_TIMEOUT_MS && { testTimeout: Number(process.env.TEST_TIMEOUT_MS) }),
    reporters: [
      {
        onTestCaseResult(test) {
          if (test.result().state === "failed") void vitest.cancelCurrentRun("test-failure");
        },
      },
    ],
  });
  process.on("message", async (asked: Asked) => process.send?.(await runTests(vitest, asked)));
  process.on("disconnect", () => vitest.exit());
}

if (import.meta.main) await serve(process.argv[2] ?? "unit");
