import { fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { inspect } from "node:util";
import { createVitest, type TestCase, type TestModule, type Vitest } from "vitest/node";
import { z } from "zod";

/** Which tests: parts of their files' names, and of one title where it is one test. */
interface Asked {
  files: readonly string[];
  test?: string;
}

/**
 * What came of a run: how many tests ran, those that failed with their reasons, and what failed outside of a test, as a
 * file that can't be loaded.
 */
const outcome = z.object({
  ran: z.number(),
  failed: z.array(z.string()),
  problems: z.array(z.string()),
  /** Vitest still waits for what a failed test has left running, and can't be asked again. */
  isStuck: z.boolean(),
});
export type Outcome = z.infer<typeof outcome>;

export interface TestRunner {
  run(asked: Asked): Promise<Outcome>;
  stop(): Promise<void>;
}

/** How long Vitest may take to end after a test has failed, and a run may take in all. */
const endsWithinMs = 15_000;
const runsWithinMs = 270_000;

/**
 * Runs tests of a copy of the repository in a Vitest that stays, which spares its start. Each run starts processes of
 * its own, so that it reads the files anew, and ends with its first failure. After a run that went wrong, or took too
 * long, the next one has a new Vitest.
 */
export function startTestRunner(options: {
  folder: string;
  project: string;
  environment: Record<string, string>;
}): TestRunner {
  const start = () => startVitest(options);
  let vitest: ReturnType<typeof start> | undefined;
  return {
    async run(asked) {
      const own = vitest ?? start();
      vitest = own;
      const came = await Promise.race([own.run(asked), delay(runsWithinMs, tooLong, { ref: false })]);
      if (came.isStuck) {
        vitest = undefined;
        await own.end("SIGKILL");
      }
      return came;
    },
    async stop() {
      await vitest?.end("in order");
    },
  };
}

const tooLong: Outcome = { ran: 0, failed: [], problems: [`no end within ${runsWithinMs} ms`], isStuck: true };

function startVitest({ folder, project, environment }: Parameters<typeof startTestRunner>[0]) {
  const vitest = fork(join(folder, "test/defences/test-runner.ts"), [project], {
    cwd: folder,
    // What is compiled of the copy goes with it.
    env: { ...process.env, ...environment, NODE_COMPILE_CACHE: join(folder, ".cache/compiled") },
    execArgv: [],
    stdio: ["ignore", "ignore", "inherit", "ipc"],
    // A group of its own, whose processes end together.
    detached: true,
  });
  const ended = once(vitest, "exit");
  const failed = ended.then((): Outcome => ({ ran: 0, failed: [], problems: ["Vitest ended"], isStuck: true }));
  return {
    async run(asked: Asked): Promise<Outcome> {
      const answered = once(vitest, "message").then(([answer]) => outcome.parse(answer));
      vitest.send(asked);
      return await Promise.race([answered, failed]);
    },
    async end(how: "in order" | "SIGKILL") {
      if (how === "in order") vitest.disconnect();
      else if (vitest.pid !== undefined) killGroup(vitest.pid);
      await ended;
    },
  };
}

function killGroup(pid: number): void {
  try {
    process.kill(-pid, "SIGKILL");
  } catch {
    // All of them have ended.
  }
}

/** The process in the copy: a run for each message. */
async function serve(project: string): Promise<void> {
  let passed = 0;
  let failed: string[] = [];
  let modules: readonly TestModule[] = [];
  let failure = Promise.withResolvers<void>();
  const vitest: Vitest = await createVitest("test", {
    watch: false,
    // Each process loads all that is tested, and the first failure ends the run.
    maxWorkers: 1,
    project: [project],
    ...(process.env.TEST_TIMEOUT_MS && { testTimeout: Number(process.env.TEST_TIMEOUT_MS) }),
    reporters: [
      {
        onTestCaseResult(test) {
          const { state } = test.result();
          if (state === "passed") passed += 1;
          if (state !== "failed") return;
          failed.push(`${test.fullName}: ${reasons(test)}`);
          failure.resolve();
          void vitest.cancelCurrentRun("test-failure");
        },
        onTestRunEnd(ofRun) {
          modules = ofRun;
        },
      },
    ],
  });

  async function runToItsEnd(files: readonly string[]): Promise<Outcome> {
    const { unhandledErrors } = await vitest.start([...files]);
    const problems = [...modules.flatMap((module) => module.errors()), ...unhandledErrors].map((one) => inspect(one));
    return { ran: passed + failed.length, failed, problems, isStuck: false };
  }

  async function runUntilStuck(): Promise<Outcome> {
    await failure.promise;
    await delay(endsWithinMs);
    return { ran: passed + failed.length, failed, problems: [], isStuck: true };
  }

  process.on("message", async ({ files, test }: Asked) => {
    [passed, failed, modules, failure] = [0, [], [], Promise.withResolvers()];
    if (test === undefined) vitest.resetGlobalTestNamePattern();
    // Vitest puts a mark between the titles of a group and its tests.
    else vitest.setGlobalTestNamePattern(new RegExp(test.replaceAll(" ", " (> )?")));
    process.send?.(await Promise.race([runToItsEnd(files), runUntilStuck()]));
  });
  const end = async () => {
    await Promise.race([vitest.close(), delay(endsWithinMs)]);
    killGroup(process.pid);
  };
  process.on("disconnect", end);
  if (!process.connected) await end();
}

const reasons = (test: TestCase): string =>
  (test.result().errors ?? []).map(({ message, stack }) => `${message}\n${stack}`).join("\n");

if (import.meta.main) await serve(process.argv[2] ?? "unit");
