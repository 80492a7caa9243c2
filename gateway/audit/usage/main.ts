import { parseArgs } from "node:util";
import { runMain, StartProblem } from "#common/run-main.ts";
import { createTerminal } from "#common/terminal.ts";
import { readCallLines } from "#gateway/audit/audit-lines.ts";
import { createUsage, type Group, groups, usageLines } from "./count-usage.ts";

const usage = `usage: npm run usage -- [--by ${groups.join(",")}] [--user NAME] [--format table|csv|json] FILE...
--user is a person as the lines name them: docs/audit.md has how to compute a pseudonym.`;

const formats = ["table", "csv", "json"] as const;
const isGroup = (name: string): name is Group => groups.some((group) => group === name);

function readParameters(args: readonly string[]) {
  const text = { type: "string" } as const;
  const options = { by: { ...text, default: "tool" }, user: text, format: { ...text, default: "table" } };
  try {
    const { values, positionals: files } = parseArgs({ args: [...args], options, allowPositionals: true });
    const by = values.by.split(",");
    const format = formats.find((name) => name === values.format);
    if (files.length > 0 && by.every(isGroup) && format !== undefined) return { files, by, user: values.user, format };
  } catch {
    // An unknown option: the usage says what there is.
  }
  throw new StartProblem([usage]);
}

await runMain(process, async () => {
  const { files, by, user, format } = readParameters(process.argv.slice(2));
  const counts = { others: 0, unreadable: 0 };
  const found = createUsage(by, user);
  for await (const line of readCallLines(files, counts)) found.take(line);
  const { line } = createTerminal(process.stdout);
  for (const text of usageLines(by, found.rows(), format)) line(text);
  if (counts.unreadable > 0) process.stderr.write(`${counts.unreadable} lines are none of the audit log's\n`);
  process.exitCode = counts.unreadable === 0 ? 0 : 1;
});
