import { type Finding, ok, problem } from "#common/doctor/check.ts";
import { findSandbox } from "#workers/documents/process/find-sandbox.ts";
import type { WorkerContext } from "./worker-context.ts";

/** The sandbox that readers of documents have where the doctor runs, and so at a worker that is started there. */
export async function sandboxFinding({ settings }: WorkerContext): Promise<Finding> {
  const { kind, lack } = await findSandbox();
  if (lack === undefined) return ok("whole: system calls and files");
  const says = `${kind}: ${lack.problem}`;
  return settings.READER_SANDBOX === "required"
    ? problem(says, "See docs/deploy.md for what the sandbox needs, or set READER_SANDBOX to auto.")
    : ok(`${says} (READER_SANDBOX=auto)`);
}
