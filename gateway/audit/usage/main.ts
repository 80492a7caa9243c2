import { parseArgs } from "node:util";
import { runMain, StartProblem } from "#common/run-main.ts";
import { createTerminal } from "#common/terminal.ts";
import { type CallLine, readCallLines } from "#gateway/audit/audit-lines.ts";

const groups = ["day", "tenant", "user", "client", "tool"] as const;
type Group = (typeof groups)[number];

interface UsageRow {
  /** Values of the groups that were asked for, in their order. */
  names: readonly string[];
  calls: number;
  /** Calls that were refused, or ended with an error. */
  failed: number;
  /** Different persons. */
  people: number;
  /** Median of the calls that ran. */
  medianMs: number | undefined;
}

const nameBy: Readonly<Record<Group, (line: CallLine & { tool: string }) => string>> = {
  day: ({ time }) => time.slice(0, 10),
  tenant: ({ tenant }) => tenant,
  user: ({ user }) => user,
  client: ({ clientId }) => clientId,
  tool: ({ tool }) => tool,
};

function median(values: readonly number[]): number | undefined {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)];
}

/** Counts calls by groups. `user` is a person as the lines name them; without it, everybody. */
function createUsage(by: readonly Group[], user: string | undefined) {
  const found = new Map<string, { names: string[]; calls: number; failed: number; users: Set<string>; ms: number[] }>();
  return {
    take(line: CallLine): void {
      if (line.event === "permissions_asked" || (user !== undefined && line.user !== user)) return;
      const names = by.map((group) => nameBy[group](line));
      const key = JSON.stringify(names);
      const row = found.get(key) ?? { names, calls: 0, failed: 0, users: new Set(), ms: [] };
      found.set(key, row);
      row.calls += 1;
      if (line.outcome !== "ok") row.failed += 1;
      row.users.add(line.user);
      if (line.event === "call_finished") row.ms.push(line.durationMs);
    },
    rows: (): UsageRow[] =>
      [...found]
        .toSorted(([one], [other]) => (one < other ? -1 : 1))
        .map(([, { names, calls, failed, users, ms }]) => ({
          names,
          calls,
          failed,
          people: users.size,
          medianMs: median(ms),
        })),
  };
}

const numbers = ["calls", "failed", "people", "medianMs"] as const;

/** A cell that a spreadsheet would run as a formula is text. */
const csvCell = (text: string) => `"${(/^[=+\-@\t\r]/.test(text) ? `'${text}` : text).replaceAll('"', '""')}"`;

/** The rows as lines, aligned, as CSV (RFC 4180) or as a JSON object each. */
function usageLines(by: readonly Group[], rows: readonly UsageRow[], format: "table" | "csv" | "json"): string[] {
  const objects = rows.map((row) => ({
    ...Object.fromEntries(by.map((group, index) => [group, row.names[index] ?? ""])),
    ...Object.fromEntries(numbers.map((name) => [name, row[name] ?? null])),
  }));
  if (format === "json") return objects.map((row) => JSON.stringify(row));
  const cells = [[...by, ...numbers], ...objects.map((row) => Object.values(row).map((value) => String(value ?? "")))];
  if (format === "csv") return cells.map((row) => row.map(csvCell).join(","));
  const widths = [...by, ...numbers].map((_, at) => Math.max(...cells.map((row) => row[at]?.length ?? 0)));
  const isName = (at: number) => at < by.length;
  return cells.map((row) =>
    row
      .map((cell, at) => (isName(at) ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0)))
      .join("  ")
      .trimEnd(),
  );
}

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
