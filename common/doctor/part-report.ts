import { z } from "zod";
import { states } from "./check.ts";

/** What a process says of itself that the other has to agree with. No secrets. */
const sharedFacts = z.object({
  /** The Server app. */
  app: z.string().optional(),
  entra: z.string().optional(),
  /** A print of each sealing key; the first encrypts. */
  sealing: z.array(z.string()).optional(),
  /** The run of the Redis server. */
  redis: z.string().optional(),
  /** A tenant to try the workers' credential in. */
  tenant: z.string().optional(),
  /** The Graph permissions that the Server app has, as `npm run entra` makes it. */
  permissions: z.array(z.string()).optional(),
  /** Where `/readyz` is. */
  ops: z.string().optional(),
});

const checkResult = z.object({
  check: z.string(),
  state: z.enum(states),
  says: z.string(),
  fix: z.string().optional(),
});

/** By which the gateway's checks hand a person's token over: no argument, setting or file ever has it. */
export const tokenDescriptor = 3;

/** What was found of one process. */
export interface PartReport {
  results: readonly z.output<typeof checkResult>[];
  shared: z.output<typeof sharedFacts>;
}

/** A line of a process that checks: a result, and at the end the facts. */
const partLine = z.union([z.strictObject({ result: checkResult }), z.strictObject({ shared: sharedFacts })]);
export type PartLine = z.output<typeof partLine>;

export const partLineText = (line: PartLine): string => JSON.stringify(line);

/** Undefined for any other line. */
export function readPartLine(text: string): PartLine | undefined {
  try {
    return partLine.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
