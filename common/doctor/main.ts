import { existsSync } from "node:fs";
import { parseArgs } from "node:util";
import { addSettings } from "#common/rights/settings-file.ts";
import { runMain, StartProblem } from "#common/run-main.ts";
import { createTerminal } from "#common/terminal.ts";
import { createResultPrinter, exitCodeOf, type Section, summaryLine } from "./check.ts";
import { compareParts, doctorParts, type Part, runPart } from "./run-part.ts";

const usage = [
  "usage: npm run doctor -- [gateway] [workers] [--tenant ID] [--before-start] [--sign-in [--tools NAME,...]] " +
    "[--json]",
  "Checks what a gateway and its workers need, with the settings of each: from .env.gateway and .env.workers, where " +
    "there are such files, and from the environment. Without a name, it checks those that have a file.",
];

const fileOf = (part: Part) => `.env.${part}`;

function readArguments() {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: {
        tenant: { type: "string" },
        "before-start": { type: "boolean", default: false },
        "sign-in": { type: "boolean", default: false },
        tools: { type: "string" },
        json: { type: "boolean", default: false },
      },
    });
    const named = doctorParts.filter((part) => positionals.includes(part));
    const chosen = named.length > 0 ? named : doctorParts.filter((part) => existsSync(fileOf(part)));
    if (named.length < new Set(positionals).size || chosen.length === 0) throw new StartProblem(usage);
    return { ...values, chosen };
  } catch {
    throw new StartProblem(usage);
  }
}

/** What is in the environment wins over the file, as with `node --env-file`. */
function environmentOf(part: Part): Readonly<Record<string, string | undefined>> {
  const environment = { ...process.env };
  addSettings(environment, fileOf(part));
  return environment;
}

type HandingOver = Awaited<ReturnType<typeof runPart>>;

/** @param gateway what its checks have found, if they ran before */
function argumentsOf(part: Part, options: ReturnType<typeof readArguments>, gateway?: HandingOver): string[] {
  const { "sign-in": signsIn, tools, tenant = gateway?.shared.tenant, chosen } = options;
  const given = (value: unknown, ...args: readonly string[]) => (value === undefined || value === false ? [] : args);
  const own = {
    gateway: [
      ...given(signsIn, "--sign-in"),
      ...given(signsIn && chosen.includes("workers"), "--hand-token-over"),
      ...given(tools, "--tools", tools ?? ""),
    ],
    workers: [
      ...given(tenant, "--tenant", tenant ?? ""),
      ...given(gateway?.token, "--with-token", "--permissions", (gateway?.shared.permissions ?? []).join()),
    ],
  };
  return [
    ...given(existsSync(fileOf(part)), `--settings-file=${fileOf(part)}`),
    ...given(options["before-start"], "--before-start"),
    ...own[part],
  ];
}

await runMain(process, async () => {
  const options = readArguments();
  const terminal = createTerminal(process.stdout);
  const say = (line: string) => {
    if (!options.json) terminal.line(line);
  };
  const print = createResultPrinter(say);
  const reports: Partial<Record<Part, HandingOver>> = {};
  const sections: Section[] = [];
  for (const part of options.chosen) {
    const title = existsSync(fileOf(part)) ? `${part} (${fileOf(part)})` : part;
    say(title);
    const report = await runPart({
      part,
      environment: environmentOf(part),
      args: argumentsOf(part, options, reports.gateway),
      onResult: print,
      token: reports.gateway?.token,
    });
    say("");
    reports[part] = report;
    sections.push({ title, results: report.results });
  }
  if (reports.gateway !== undefined && reports.workers !== undefined) {
    const results = compareParts(reports.gateway, reports.workers);
    if (results.length > 0) {
      say("together");
      results.forEach(print);
      say("");
      sections.push({ title: "together", results });
    }
  }
  say(summaryLine(sections));
  if (options.json) terminal.json({ sections });
  process.exitCode = exitCodeOf(sections);
});
