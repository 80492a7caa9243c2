import type { LoadResult } from "./load.ts";
import type { Claim } from "./result-file.ts";

/** The claim that no call failed; says which codes there were when some did. */
export function failedClaim(loads: readonly LoadResult[], says = "failed calls"): Claim {
  const codes: Record<string, number> = {};
  for (const { failureCodes = {} } of loads) {
    for (const [code, count] of Object.entries(failureCodes)) codes[code] = (codes[code] ?? 0) + count;
  }
  const which = Object.entries(codes).map(([code, count]) => `${count} ${code}`);
  return {
    says: which.length === 0 ? says : `${says} (${which.join(", ")})`,
    measured: loads.reduce((sum, { failures }) => sum + failures, 0),
    unit: "calls",
    most: 0,
  };
}
