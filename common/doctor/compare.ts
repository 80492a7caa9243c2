import { type CheckResult, ok, problem } from "./check.ts";
import type { PartReport } from "./run-part.ts";

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
