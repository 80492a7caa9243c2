import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runChild } from "./child.mjs";
import { outputInOrder } from "./output-in-order.mjs";
import { moreStages, stages } from "./stages.mjs";
import { closingLines } from "./summary.mjs";

/** A regular expression that no title matches. */
const nothing = "$^";

/**
 * Runs the stages, side by side where their lanes differ, and prints what came of each, every skip with its reason, and
 * as the last line `N passed, N failed` (`, N skipped`). What the stages print comes in their order. Resolves to the
 * exit code.
 *
 * @param {{ node: string, env: NodeJS.ProcessEnv, only: string[] }} options `only`: stage names; none, or "all" among
 * them, means all of every day
 */
export async function testAll({ node, env, only }) {
  const known = [...stages, ...moreStages];
  const named = only.flatMap((name) => (name === "all" ? stages.map((stage) => stage.name) : [name]));
  const unknown = named.filter((name) => !known.some((stage) => stage.name === name));
  if (unknown.length > 0) {
    console.error(
      `There is no stage "${unknown.join('", "')}". There are: all, ${known.map(({ name }) => name).join(", ")}.`,
    );
    return 1;
  }
  const wanted = named.length === 0 ? stages : known.filter(({ name }) => named.includes(name));
  let interrupted = 0;
  for (const [signal, code] of /** @type {const} */ ([
    ["SIGINT", 130],
    ["SIGTERM", 143],
    ["SIGHUP", 129],
  ])) {
    process.on(signal, () => {
      interrupted = code;
    });
  }
  const folder = await mkdtemp(join(tmpdir(), "m365-test-"));
  const started = performance.now();
  const output = outputInOrder(wanted.length, (chunk) => process.stdout.write(chunk));
  /** @type {import("./summary.mjs").StageResult[]} */
  const results = [];
  /** @type {Set<import("./stages.mjs").Stage>} */
  const taken = new Set();
  /** @param {readonly (string | undefined)[]} lanes whose stages are taken, those of the first one first */
  const run = async (lanes) => {
    const left = () => wanted.filter((stage) => !taken.has(stage));
    const next = () => lanes.map((lane) => left().find((stage) => stage.lane === lane)).find(Boolean);
    for (let stage = next(); stage !== undefined && interrupted === 0; stage = next()) {
      taken.add(stage);
      const at = wanted.indexOf(stage);
      const stageEnv = { ...env, ...stage.env };
      const skipReason = stage.needsRedis ? await containerEngineProblem(node, stageEnv) : undefined;
      const summaryFile = join(folder, `${stage.name}.json`);
      results[at] =
        skipReason !== undefined && stage.env?.TEST_REDIS !== undefined
          ? skipStage(stage, skipReason)
          : await runStage({
              ...{ stage, node, env: stageEnv, skipReason, summaryFile },
              ...(wanted.length > 1 && { output: (chunk) => output.write(at, chunk) }),
            });
      output.end(at);
    }
  };
  try {
    await Promise.all([run(["code", "any"]), run(["processes", "any"])]);
    await run([undefined]);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  if (interrupted > 0) return interrupted;
  const { lines, failed } = closingLines(results, {
    seconds: (performance.now() - started) / 1000,
    notRun: wanted === stages ? moreStages.map(({ name }) => name) : [],
  });
  console.log(`\n${lines.join("\n")}`);
  return failed ? 1 : 0;
}

/**
 * Runs one stage to its end and says what came of it.
 *
 * @param {{ stage: import("./stages.mjs").Stage, node: string, env: NodeJS.ProcessEnv, skipReason: string | undefined,
 *   summaryFile: string, output?: (chunk: Buffer) => void }} run
 * @returns {Promise<import("./summary.mjs").StageResult>}
 */
export async function runStage({ stage, node, env, skipReason, summaryFile, output }) {
  const say = output ?? ((chunk) => process.stdout.write(chunk));
  say(Buffer.from(`\n── ${stage.name}: ${stage.says}\n`));
  const started = performance.now();
  const args = skipReason === undefined ? stage.args : [...stage.args, `--testNamePattern=${nothing}`];
  /** @type {NodeJS.ProcessEnv} */
  const stageEnv = {
    ...env,
    TEST_SUMMARY_FILE: summaryFile,
    TEST_SKIP_REASON: skipReason ?? env.TEST_SKIP_REASON ?? "",
  };
  if (!process.stdout.isTTY)
    stageEnv.NO_COLOR = "1"; // or a log file is full of escape codes
  else if (output !== undefined) stageEnv.FORCE_COLOR = "1";
  const code = await runChild({ file: node, args, env: stageEnv, ...(output && { output }) });
  const seconds = (performance.now() - started) / 1000;
  const tests = stage.vitest ? await readSummary(summaryFile, code) : undefined;
  return { name: stage.name, seconds, code, tests };
}

/**
 * A stage that runs again what another has run is one skip, not one for each of its tests.
 *
 * @param {import("./stages.mjs").Stage} stage
 * @param {string} reason
 * @returns {import("./summary.mjs").StageResult}
 */
function skipStage({ name, says }, reason) {
  return {
    name,
    seconds: 0,
    code: 0,
    tests: { passed: 0, failures: [], retried: [], skips: [{ title: says, reason }] },
  };
}

/**
 * With TEST_REDIS=container and no Docker engine the stages that need Redis are skipped, counted and named, but not
 * run.
 *
 * @param {string} node
 * @param {NodeJS.ProcessEnv} env
 */
async function containerEngineProblem(node, env) {
  if (env.TEST_REDIS !== "container") return undefined;
  const code = await runChild({ file: node, args: ["test/support/container-engine.ts"], env });
  return code === 0 ? undefined : env.TEST_ENGINE_PROBLEM || "TEST_REDIS=container and no Docker engine answers";
}

/**
 * @param {string} file
 * @param {number} code
 * @returns {Promise<import("./summary.mjs").TestCounts | undefined>} undefined when vitest crashed before it could
 * write
 */
async function readSummary(file, code) {
  try {
    return JSON.parse(await readFile(file, "utf8"));
  } catch {
    // Without test files it writes nothing.
    return code === 0 ? { passed: 0, failures: [], retried: [], skips: [] } : undefined;
  }
}
