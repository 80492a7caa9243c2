import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { ToolError } from "#common/errors.ts";
import { addSettings } from "#common/rights/settings-file.ts";
import { runMain, StartProblem } from "#common/run-main.ts";
import { readSettings, settingsFileProblems } from "#common/settings.ts";
import { createTerminal } from "#common/terminal.ts";
import { type WorkerSettings, workerSettingNames, workerSettings } from "#workers/config.ts";
import { checkGraph, exitCodeOf, reportLines } from "./check-graph.ts";
import { openGraph } from "./open-graph.ts";
import { readToken } from "./read-token.ts";
import { recordingText } from "./watch.ts";

const usage = [
  "usage: npm run graph-check -- [--token-file FILE] [--json] [--record FILE] [--shared-mailbox ADDRESS] " +
    "[--colleague ADDRESS] [--archived-site URL] [--loop-url URL] [--fresh-link URL] [--retrieval]",
  "The token of a person for this connector comes from FILE, mode 0600, or from standard input; the settings are a " +
    "worker's: from .env.workers, where there is such a file, and from the environment.",
];

function readArguments() {
  try {
    return parseArgs({
      options: {
        "settings-file": { type: "string" },
        "token-file": { type: "string" },
        json: { type: "boolean", default: false },
        "shared-mailbox": { type: "string" },
        colleague: { type: "string" },
        "archived-site": { type: "string" },
        "loop-url": { type: "string" },
        "fresh-link": { type: "string" },
        retrieval: { type: "boolean", default: false },
        record: { type: "string" },
      },
    }).values;
  } catch {
    throw new StartProblem(usage);
  }
}

/** Takes a file's settings over. Node reads one of them only at its start, which then begins again. */
function useSettings(file: string): void {
  const { execPath, execArgv, argv, env } = process;
  const { NODE_EXTRA_CA_CERTS: before } = env;
  addSettings(env, file);
  if (env.NODE_EXTRA_CA_CERTS !== before) process.execve?.(execPath, [execPath, ...execArgv, ...argv.slice(1)], env);
}

/** A worker's settings, read as at its start. */
function settingsFrom(file: string | undefined): WorkerSettings {
  if (file !== undefined) useSettings(file);
  const foreign = file === undefined ? [] : settingsFileProblems(file, "workers", workerSettingNames);
  const read = readSettings(workerSettings, process.env);
  const problems = [...foreign, ...("problems" in read ? read.problems : [])];
  if (problems.length > 0 || "problems" in read) throw new StartProblem([...problems, ...usage]);
  return read.settings;
}

function explainRefusal(error: unknown): never {
  if (error instanceof StartProblem) throw error;
  const why = error instanceof ToolError ? `${error.code}: ${error.message}` : "Entra refuses this connector";
  throw new StartProblem([`the token could not be exchanged: ${why}`]);
}

await runMain(process, async () => {
  const options = readArguments();
  const settings = settingsFrom(options["settings-file"]);
  const graph = await openGraph(settings, readToken(options["token-file"], Date.now())).catch(explainRefusal);
  try {
    const result = await checkGraph(graph, {
      sharedMailbox: options["shared-mailbox"],
      colleague: options.colleague,
      archivedSite: options["archived-site"],
      loopUrl: options["loop-url"],
      freshLink: options["fresh-link"],
      retrieval: options.retrieval,
    });
    if (options.record !== undefined) writeFileSync(options.record, recordingText(graph.watch.exchanges));
    const terminal = createTerminal(process.stdout);
    if (options.json) terminal.json(result);
    else for (const line of reportLines(result)) terminal.line(line);
    process.exitCode = exitCodeOf(result);
  } finally {
    await graph.close();
  }
});
