import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { runMain, StartProblem } from "#common/run-main.ts";
import { type PlanOptions, planOptions, readPlan } from "./read-plan.ts";
import type { RegistrationPlan } from "./registration-plan.ts";
import { registrationFileNames, registrationFiles, registrationNotes } from "./registration-report.ts";

const usage = [
  "usage: npm run entra -- --url URL [--tools NAME,...] [--also PERMISSION,...] [--tenant ID]",
  "  [--cloud public|usgov|dod|china] [--no-verified-domain] [--direct] [--change SERVER-APP-ID]",
  "  [--secret | --certificate FILE | --federated-issuer URL --federated-subject TEXT]",
  "  [--out FOLDER]",
  "Only the URL is required: the exact one that clients will type, such as https://mcp.example.com/mcp. What is not",
  "given comes from the settings of the gateway, or is as docs/entra.md says.",
];

function readArguments() {
  try {
    const { values } = parseArgs({
      options: { ...planOptions, out: { type: "string" } },
    });
    return values;
  } catch {
    throw new StartProblem(usage);
  }
}

/** Reads the plan as `readPlan` does; what is wrong is followed by all that may be said. */
function planOf(options: PlanOptions): RegistrationPlan {
  try {
    return readPlan(options, process.env, Date.now());
  } catch (error) {
    throw error instanceof StartProblem ? new StartProblem([...error.problems, ...usage]) : error;
  }
}

await runMain(process, async () => {
  const { out, ...options } = readArguments();
  const plan = planOf(options);
  const files = registrationFiles(plan);
  const notes = registrationNotes(plan).map((line) => `# ${line}\n`);
  if (out !== undefined) {
    mkdirSync(out, { recursive: true });
    for (const file of registrationFileNames) writeFileSync(join(out, file), files[file]);
    process.stdout.write(`${notes.join("")}# Written to ${out}: ${registrationFileNames.join(", ")}\n`);
    process.stdout.write(`# Next: bash ${join(out, "register.sh")}\n`);
    return;
  }
  const sections = registrationFileNames.map((file) => `\n# ---- ${file}\n${files[file]}`);
  process.stdout.write(`${notes.join("")}${sections.join("")}`);
});
