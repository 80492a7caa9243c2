import { isIPv6 } from "node:net";
import { z } from "zod";
import { type Ask, createAsk, jsonObject } from "./ask.ts";
import { type Finding, notChecked, ok, problem, unknown } from "./check.ts";
import type { Part } from "./run-part.ts";

const readiness = z.object({
  /** Absent in an earlier version. */
  process: z.string().optional(),
  status: z.string(),
  reasons: z.array(z.string()).default([]),
});

export const notYet = notChecked("it doesn't run yet", "Check again when it runs.");

/** On this machine, where no proxy leads. */
const askHere: Ask = createAsk(fetch, Date.now);

/** Where this machine reaches what listens there. */
function placeOf(host: string, port: number): string {
  if (host === "0.0.0.0") return `127.0.0.1:${port}`;
  const reachable = host === "::" ? "::1" : host;
  return `${isIPv6(reachable) ? `[${reachable}]` : reachable}:${port}`;
}

/** What the running process with these settings says of itself at `/readyz`, in its words. */
export async function readyFinding(
  part: Part,
  { OPS_HOST, OPS_PORT }: { OPS_HOST: string; OPS_PORT: number },
): Promise<Finding> {
  if (OPS_PORT === 0) return notChecked("OPS_PORT is 0, so that only the running process knows its port");
  const place = placeOf(OPS_HOST, OPS_PORT);
  const asked = await askHere(`http://${place}/readyz`);
  if ("failure" in asked) {
    const isUnused = asked.failure.startsWith("nothing listens");
    return isUnused
      ? notChecked(`it doesn't run: nothing listens at ${place}`, `Start it: npm run start:${part}.`)
      : unknown(`${place}: ${asked.failure}`, "Look at the log of what listens there.");
  }
  const { data } = readiness.safeParse(jsonObject(asked.text));
  const other = `Give each process on this machine an OPS_PORT of its own.`;
  if (data === undefined) return problem(`what listens at ${place} is no process of this connector`, other);
  if (data.process !== undefined && data.process !== part)
    return notChecked(`it doesn't run: what listens at ${place} is of the ${data.process}`, other);
  if (asked.status === 200) return ok(`${data.status}, says ${place}`);
  const fix = "If all else here is ok, it runs with other settings: restart it. docs/runbooks/process-not-ready.md";
  return problem(data.reasons.join("; "), fix);
}
