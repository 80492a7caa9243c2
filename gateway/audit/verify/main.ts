import { runMain, StartProblem } from "#common/run-main.ts";
import { createTerminal } from "#common/terminal.ts";
import { type AuditKeys, readAuditKeys } from "#gateway/audit/audit-keys.ts";
import { type ChainFindings, createChainVerifier, type Problem, readLines } from "./verify-chains.ts";

const maxIds = 10;

function unfinishedPart({ unfinished }: ChainFindings): string {
  if (unfinished.size === 0) return "every call has its end";
  const shown = [...unfinished].slice(0, maxIds).join(", ");
  const more = unfinished.size > maxIds ? ` and ${unfinished.size - maxIds} more` : "";
  return `${unfinished.size} calls without an end: ${shown}${more}`;
}

/** Summarises one chain in a line, for an auditor. */
function describeChain(chain: ChainFindings): string {
  const state = chain.isClosed ? "closed" : "open (the process runs, was killed, or the end was cut off)";
  const notes = [
    `${chain.lines} lines`,
    `${chain.from} to ${chain.to}`,
    state,
    unfinishedPart(chain),
    ...(chain.isContinued ? ["continues an earlier file, which was not given"] : []),
    ...(chain.torn > 0 ? [`${chain.torn} unfinished lines before its own, vouched for`] : []),
    `last MAC ${chain.lastMac}`,
  ];
  return `chain ${chain.boot}: ${notes.join("; ")}`;
}

/** What lines of standard output can't show, however valid they are. */
function describeUnknown(chains: readonly ChainFindings[]): string[] {
  const count = chains.filter(({ isUnlinked }) => isUnlinked).length;
  if (count === 0) return [];
  return [
    `NOT KNOWN: whether whole chains are missing. ${count} of these were written to standard output, where none ` +
      "names the one before it: compare them with the starts of your gateways.",
  ];
}

/** Names the first invalid line. */
function describeProblem({ file, number, what }: Problem): string {
  return `WRONG ${file}:${number}: ${what}`;
}

const usage = "usage: npm run audit:verify -- [--closed] FILE... (in the order in which they were written)";

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
  const { chains, problem } = await verify(files, readAuditKeys(process.env));
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
