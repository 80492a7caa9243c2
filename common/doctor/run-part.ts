import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { type CheckResult, unknown } from "./check.ts";
import { type PartReport, readPartLine } from "./part-report.ts";

export const parts = ["gateway", "workers"] as const;
export type Part = (typeof parts)[number];

/**
 * Runs the checks of one process in a process of its own, with that process's environment and no other, so that the
 * gateway's checks never see the workers' secrets. Never rejects.
 */
export async function runPart(options: {
  part: Part;
  environment: Readonly<Record<string, string | undefined>>;
  args: readonly string[];
  onResult: (result: CheckResult) => void;
}): Promise<PartReport> {
  const { part, environment, args, onResult } = options;
  const results: CheckResult[] = [];
  let shared: PartReport["shared"] | undefined;
  const add = (result: CheckResult) => {
    results.push(result);
    onResult(result);
  };
  const entry = new URL(`../../${part}/doctor/main.ts`, import.meta.url).pathname;
  const child = spawn(process.execPath, [entry, ...args], {
    env: { ...environment },
    stdio: ["inherit", "pipe", "inherit"],
  });
  createInterface({ input: child.stdout }).on("line", (text) => {
    const line = readPartLine(text);
    if (line === undefined) return;
    if ("result" in line) add(line.result);
    else shared = line.shared;
  });
  const [code] = await once(child, "close").catch(() => ["it could not start"]);
  if (shared === undefined)
    add({
      check: "the checks",
      ...unknown(`they ended early (${code})`, "See the message above, or tell the maintainers."),
    });
  return { results, shared: shared ?? {} };
}
