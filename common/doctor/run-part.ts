import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { z } from "zod";
import { readAtMost } from "#common/read-at-most.ts";
import { parseJson } from "#common/text.ts";
import { type CheckResult, checkResult, ok, problem, unknown } from "./check.ts";

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
  /** Address where `/readyz` is. */
  ops: z.string().optional(),
});

/** Descriptor by which the gateway's checks hand a person's token over: no argument, setting or file ever has it. */
export const tokenDescriptor = 3;

/** What was found of one process. */
export interface PartReport {
  results: readonly CheckResult[];
  shared: z.output<typeof sharedFacts>;
}

/** A line of a process that checks: a result, and at the end the facts. */
const partLine = z.union([z.strictObject({ result: checkResult }), z.strictObject({ shared: sharedFacts })]);
type PartLine = z.output<typeof partLine>;

export const partLineText = (line: PartLine): string => JSON.stringify(line);

export const doctorParts = ["gateway", "workers"] as const;
export type Part = (typeof doctorParts)[number];

/** The gateway accepts none that is larger. */
const maxTokenBytes = 16 * 1024;

/** The token that a part hands over by a pipe of its own; undefined if it hands over none. */
async function readToken(pipe: unknown): Promise<string | undefined> {
  const token = await readAtMost(pipe as Readable, maxTokenBytes).catch(() => undefined);
  return token === undefined || token.length === 0 ? undefined : token.toString();
}

/**
 * Runs the checks of one process in a process of its own, with that process's environment and no other, so that the
 * gateway's checks never see the workers' secrets. Never rejects.
 * @param token a person's, which the part reads from its standard input
 * @returns what was found, and the token that the part hands over
 */
export async function runPart(options: {
  part: Part;
  environment: Readonly<Record<string, string | undefined>>;
  args: readonly string[];
  onResult: (result: CheckResult) => void;
  token?: string | undefined;
}): Promise<PartReport & { token?: string | undefined }> {
  const { part, environment, args, onResult, token: given } = options;
  const results: CheckResult[] = [];
  let shared: PartReport["shared"] | undefined;
  const add = (result: CheckResult) => {
    results.push(result);
    onResult(result);
  };
  const entry = new URL(`../../${part}/doctor/main.ts`, import.meta.url).pathname;
  const child = spawn(process.execPath, ["--disable-sigusr1", entry, ...args], {
    env: { ...environment },
    stdio: [given === undefined ? "inherit" : "pipe", "pipe", "inherit", "pipe"],
  });
  // What ends before it has read the token is told by its end.
  child.stdin?.on("error", () => undefined).end(given);
  const handedOver = readToken(child.stdio[tokenDescriptor]);
  createInterface({ input: child.stdout as Readable }).on("line", (text) => {
    const line = partLine.safeParse(parseJson(text)).data;
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
  return { results, shared: shared ?? {}, token: await handedOver };
}

type Shared = PartReport["shared"];

interface Comparison {
  check: string;
  /** Whether both sides say enough to compare them. */
  fits(gateway: Shared, workers: Shared): boolean | undefined;
  right: string;
  wrong: string;
  fix: string;
}

const equal = (one: string | undefined, other: string | undefined) =>
  one === undefined || other === undefined ? undefined : one === other;

/** Each side decrypts what the other encrypts; while keys are rotated, the rings differ. */
function opensBothWays({ sealing: one }: Shared, { sealing: other }: Shared): boolean | undefined {
  if (one?.[0] === undefined || other?.[0] === undefined) return undefined;
  return other.includes(one[0]) && one.includes(other[0]);
}

const comparisons: readonly Comparison[] = [
  {
    check: "same app",
    fits: ({ app: one }, { app: other }) => equal(one, other),
    right: "both have one AZURE_CLIENT_ID",
    wrong: "AZURE_CLIENT_ID of the gateway is not that of the workers",
    fix: "Set both to the client ID of the Server app.",
  },
  {
    check: "same entra",
    fits: ({ entra: one }, { entra: other }) => equal(one, other),
    right: "both ask one Entra",
    wrong: "the gateway asks another Entra than the workers",
    fix: "Set AZURE_CLOUD (AZURE_AUTHORITY_HOST) to the same value in both.",
  },
  {
    check: "same redis",
    fits: ({ redis: one }, { redis: other }) => equal(one, other),
    right: "both use one Redis",
    wrong: "the gateway uses another Redis than the workers, so that no call reaches a worker",
    fix: "Set REDIS_URL (REDIS_SENTINELS, REDIS_CLUSTER) to the same value in both.",
  },
  {
    check: "same sealing keys",
    fits: opensBothWays,
    right: "each decrypts what the other encrypts",
    wrong: "SEALING_KEYS of the gateway don't fit those of the workers",
    fix: "Set both to the same keys; docs/rotate.md says how to replace one.",
  },
  {
    check: "own ops ports",
    fits: ({ ops: one }, { ops: other }) =>
      one === undefined || other === undefined ? undefined : one !== other || one.endsWith(":0"),
    right: "each has its own",
    wrong: "both have the same OPS_PORT, which one of them can't open",
    fix: "On one machine, give the workers another OPS_PORT, such as 9465.",
  },
];

/** Whether the settings of a gateway and of its workers on one machine fit together. What isn't known is left out. */
export function compareParts(gateway: PartReport, workers: PartReport): CheckResult[] {
  return comparisons.flatMap(({ check, fits, right, wrong, fix }) => {
    const fit = fits(gateway.shared, workers.shared);
    return fit === undefined ? [] : [{ check, ...(fit ? ok(right) : problem(wrong, fix)) }];
  });
}
