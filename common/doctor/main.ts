import { existsSync } from "node:fs";
import { parseArgs } from "node:util";
import { addSettings } from "#common/rights/settings-file.ts";
import { runMain, StartProblem } from "#common/run-main.ts";
import { compareParts } from "./compare.ts";
import type { PartReport } from "./part-report.ts";
import { exitCodeOf, resultLines, type Section, summaryLine } from "./report.ts";
import { type Part, parts, runPart } from "./run-part.ts";

const usage =
  "usage: npm run doctor -- [gateway] [workers] [--tenant ID] [--before-start] [--sign-in] [--json]\n" +
  "Checks what a gateway and its workers need, with the settings of each: from .env.gateway and .env.workers, where " +
  "there are such files, and from the environment. Without a name, it checks those that have a file.";

function readArguments() {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: {
        tenant: { type: "string" },
        "before-start": { type: "boolean", default: false },
        "sign-in": { type: "boolean", default: false },
        json: { type: "boolean", default: false },
      },
    });
    const named = parts.filter((part) => positionals.includes(part));
    if (named.length < new Set(positionals).size) throw new StartProblem([usage]);
    return { ...values, named };
  } catch {
    throw new StartProblem([usage]);
  }
}

const fileOf = (part: Part) => `.env.${part}`;

/** What is in the environment wins over the file, as with `node --env-file`. */
function environmentOf(part: Part): Readonly<Record<string, string | undefined>> {
  const environment = { ...process.env };
  addSettings(environment, fileOf(part));
  return environment;
}

const argumentsOf: Readonly<Record<Part, (options: ReturnType<typeof readArguments>, tenant?: string) => string[]>> = {
  gateway: (options) => [
    ...(options["before-start"] ? ["--before-start"] : []),
    ...(options["sign-in"] ? ["--sign-in"] : []),
  ],
  workers: (_options, tenant) => (tenant === undefined ? [] : ["--tenant", tenant]),
};

await runMain(process, async () => {
  const options = readArguments();
  const chosen = options.named.length > 0 ? options.named : parts.filter((part) => existsSync(fileOf(part)));
  if (chosen.length === 0) throw new StartProblem([usage]);
  const say = (line: string) => {
    if (!options.json) process.stdout.write(`${line}\n`);
  };
  const reports: Partial<Record<Part, PartReport>> = {};
  const sections: Section[] = [];
  for (const part of chosen) {
    const title = existsSync(fileOf(part)) ? `${part} (${fileOf(part)})` : part;
    say(title);
    const report = await runPart({
      part,
      environment: environmentOf(part),
      args: [
        ...argumentsOf[part](options, options.tenant ?? reports.gateway?.shared.tenant),
        ...(existsSync(fileOf(part)) ? [`--settings-file=${fileOf(part)}`] : []),
      ],
      onResult: (result) => resultLines(result).forEach(say),
    });
    say("");
    reports[part] = report;
    sections.push({ title, results: report.results });
  }
  if (reports.gateway !== undefined && reports.workers !== undefined) {
    const results = compareParts(reports.gateway, reports.workers);
    say("together");
    results.flatMap(resultLines).forEach(say);
    say("");
    sections.push({ title: "together", results });
  }
  say(summaryLine(sections));
  if (options.json) process.stdout.write(`${JSON.stringify({ sections }, null, 2)}\n`);
  process.exitCode = exitCodeOf(sections);
});
