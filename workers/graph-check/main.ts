import { parseArgs } from "node:util";
import { runMain, StartProblem } from "#common/run-main.ts";
import { readSettings } from "#common/settings.ts";
import { workerSettings } from "#workers/config.ts";
import { checkGraph } from "./check-graph.ts";
import { readToken } from "./read-token.ts";
import { exitCodeOf, reportLines } from "./report.ts";

const usage =
  "usage: npm run graph-check -- [--token-file FILE] [--json] [--shared-mailbox ADDRESS] [--colleague ADDRESS]\n" +
  "The token of a person for this connector comes from FILE, mode 0600, or from standard input; the settings are a " +
  "worker's.";

function readArguments() {
  try {
    return parseArgs({
      options: {
        "token-file": { type: "string" },
        json: { type: "boolean", default: false },
        "shared-mailbox": { type: "string" },
        colleague: { type: "string" },
      },
    }).values;
  } catch {
    throw new StartProblem([usage]);
  }
}

await runMain(process, async () => {
  const options = readArguments();
  const read = readSettings(workerSettings, process.env);
  if ("problems" in read) throw new StartProblem([...read.problems, usage]);
  const token = readToken(options["token-file"], Date.now());
  const result = await checkGraph(read.settings, token, {
    sharedMailbox: options["shared-mailbox"],
    colleague: options.colleague,
  });
  const text = options.json ? JSON.stringify(result, null, 2) : reportLines(result).join("\n");
  process.stdout.write(`${text}\n`);
  process.exitCode = exitCodeOf(result);
});
