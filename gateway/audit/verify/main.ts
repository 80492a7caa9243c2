import { z } from "zod";
import { runMain, StartProblem } from "#common/run-main.ts";
import { commonSettings, readSettings } from "#common/settings.ts";
import { createTerminal } from "#common/terminal/terminal.ts";
import { type AuditKeys, keysOfAuditKey, keysOfSealingKey } from "#gateway/audit/audit-keys.ts";
import { readLines } from "./read-lines.ts";
import { describeChain, describeProblem, describeUnknown } from "./report.ts";
import { createChainVerifier, type Problem } from "./verify-chains.ts";

const usage = "usage: npm run audit:verify -- [--closed] FILE... (in the order in which they were written)";

const keySettings = z.object({
  AUDIT_KEY: z.string().min(1).optional(),
  SEALING_KEYS: commonSettings.SEALING_KEYS.optional(),
});

/** All keys that a chain may have been written with. Each chain names its key. */
function readKeys(environment: Readonly<Record<string, string | undefined>>): AuditKeys[] {
  const read = readSettings(keySettings, environment);
  if ("problems" in read) throw new StartProblem(read.problems);
  const { AUDIT_KEY: auditKey, SEALING_KEYS: sealingKeys = [] } = read.settings;
  const keys = [
    ...(auditKey === undefined ? [] : [keysOfAuditKey(auditKey)]),
    ...sealingKeys.map(({ key }) => keysOfSealingKey(key)),
  ];
  if (keys.length > 0) return keys;
  throw new StartProblem([
    "AUDIT_KEY or SEALING_KEYS is required (or AUDIT_KEY_FILE, SEALING_KEYS_FILE): as the gateway had it",
  ]);
}

async function verify(files: readonly string[], keys: readonly AuditKeys[]) {
  const verifier = createChainVerifier(keys);
  let problem: Problem | undefined;
  try {
    for await (const lines of readLines(files)) {
      for (const line of lines) {
        problem ??= verifier.take(line);
        if (problem !== undefined) break;
      }
      if (problem !== undefined) break;
    }
  } catch (error) {
    const code = error instanceof Error && "code" in error ? ` (${String(error.code)})` : "";
    throw new StartProblem([`a file can't be read${code}: ${files.join(", ")}`]);
  }
  return { chains: verifier.chains(), problem: problem ?? verifier.end() };
}

await runMain(process, async () => {
  const parameters = process.argv.slice(2);
  const files = parameters.filter((parameter) => parameter !== "--closed");
  if (files.length === 0 || files.some((file) => file.startsWith("-"))) throw new StartProblem([usage]);
  const { chains, problem } = await verify(files, readKeys(process.env));
  const mustBeClosed = parameters.includes("--closed");
  const open = chains.filter(({ isClosed }) => !isClosed);
  const problems = [
    ...(problem === undefined ? [] : [describeProblem(problem)]),
    ...(chains.length === 0 && problem === undefined ? ["WRONG: there is not one line"] : []),
    ...(problem === undefined && mustBeClosed
      ? open.map(({ boot }) => `WRONG: chain ${boot} has no last line: it was killed, runs, or its end was cut off`)
      : []),
  ];
  const lines = [
    ...chains.map(describeChain),
    ...(problems.length === 0 ? ["All lines are as they were written.", ...describeUnknown(chains)] : problems),
  ];
  const { line } = createTerminal(process.stdout);
  for (const text of lines) line(text);
  process.exitCode = problems.length === 0 ? 0 : 1;
});
