import { runMain, StartProblem } from "#common/run-main.ts";
import { readCallLines } from "#gateway/audit/audit-lines.ts";
import { toOcsf } from "./to-ocsf.ts";

const usage = "usage: npm run audit:ocsf --silent -- FILE... > ocsf.jsonl";

/** Waits while nobody reads on, so that a large file doesn't fill the memory. */
async function write(text: string): Promise<void> {
  if (!process.stdout.write(text)) await new Promise((resolve) => process.stdout.once("drain", resolve));
}

await runMain(process, async () => {
  const files = process.argv.slice(2);
  if (files.length === 0 || files.some((file) => file.startsWith("-"))) throw new StartProblem([usage]);
  const counts = { others: 0, unreadable: 0 };
  let written = 0;
  for await (const line of readCallLines(files, counts)) {
    await write(`${JSON.stringify(toOcsf(line))}\n`);
    written += 1;
  }
  const { others, unreadable } = counts;
  process.stderr.write(`${written} events; ${others} lines of other kinds, ${unreadable} lines that are none\n`);
  process.exitCode = unreadable === 0 ? 0 : 1;
});
