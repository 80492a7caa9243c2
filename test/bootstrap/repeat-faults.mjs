import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runChild } from "./child.mjs";
import { vitestArgs } from "./stages.mjs";
import { closingLines } from "./summary.mjs";
import { runStage } from "./test-all.mjs";

/**
 * Runs all fault tests, the whole catalogue too, as often as `--repeat N` says; other arguments go to vitest. Prints a
 * line per run and as the last line `N passed, N failed`. When the whole has passed, what was measured becomes
 * `test/fault/measured.json` and `test/fault/README.md`. Resolves to the exit code.
 *
 * @param {{ node: string, env: NodeJS.ProcessEnv, args: string[] }} options
 */
export async function repeatFaults({ node, env, args }) {
  const at = args.indexOf("--repeat");
  const runs = at === -1 ? 1 : Number(args[at + 1]);
  const rest = at === -1 ? args : args.toSpliced(at, 2);
  if (!Number.isInteger(runs) || runs < 1) {
    console.error("--repeat takes a whole number from 1.");
    return 1;
  }
  const folder = await mkdtemp(join(tmpdir(), "m365-faults-"));
  const measured = join(folder, "measured.jsonl");
  try {
    const results = [];
    for (let run = 1; run <= runs; run += 1) {
      const stage = {
        name: `run ${run}`,
        says: `of ${runs}, of all fault tests`,
        args: [...vitestArgs, "--project", "fault", "--project", "catalogue", "--project", "isolation", ...rest],
        vitest: true,
        needsRedis: true,
      };
      const summaryFile = join(folder, `${run}.json`);
      const unasked = rest.length > 0 ? { TEST_SKIP_REASON: "it was not asked for" } : {};
      const runEnv = { ...env, ...unasked, FAULTS_MEASURED_FILE: measured };
      const result = await runStage({ stage, node, env: runEnv, skipReason: undefined, summaryFile });
      results.push(result);
      if (result.code >= 128) return result.code;
    }
    const { lines, failed } = closingLines(results);
    if (!failed && rest.length === 0) {
      const longest = Math.max(...results.map(({ seconds }) => seconds));
      const args = ["test/fault/report/main.ts", measured, String(runs), String(longest)];
      await runChild({ file: node, args, env });
    }
    console.log(`\n${lines.join("\n")}`);
    return failed ? 1 : 0;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
