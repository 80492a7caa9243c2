import { permissionNamed } from "#common/tools/graph-permissions.ts";
import type { RowResult } from "./read-rows.ts";
import type { ProbeResult } from "./run-probes.ts";

export interface CheckResult {
  permissions: readonly string[];
  assumptions: readonly ProbeResult[];
  requests: readonly RowResult[];
}

const words = {
  holds: "holds",
  fallback: "does not hold",
  fails: "DOES NOT HOLD",
  untried: "could not be tried",
} as const;

/** Nothing in them comes from what Graph answered. */
export function verdictWords(result: ProbeResult): string {
  if (result.verdict === "holds") return words.holds;
  if (result.verdict === "fallback") return `${words.fallback}, fallback taken: ${result.how}`;
  return `${words[result.verdict]}: ${result.why}`;
}

/** How many assumptions hold, in a sentence. */
export function summaryOf({ assumptions }: CheckResult): string {
  const count = (verdict: ProbeResult["verdict"]) => assumptions.filter((one) => one.verdict === verdict).length;
  return (
    `${assumptions.length} assumptions: ${count("holds")} hold, ${count("fallback")} do not and the fallback works, ` +
    `${count("fails")} do not without a fallback, ${count("untried")} could not be tried.`
  );
}

const rowWords = { answered: "answered", helped: "refused, but done without", refused: "REFUSED", untried: "untried" };

/** A line for each assumption and each request. Nothing in it comes from what Graph answered. */
export function reportLines(all: CheckResult): string[] {
  const { permissions, assumptions, requests } = all;
  return [
    `Granted: ${permissions.join(", ")}`,
    ...permissions.flatMap((name) => {
      const because = permissionNamed(name)?.withoutEffect?.because;
      return because === undefined ? [] : [`Without effect: ${name}. ${because}`];
    }),
    "",
    ...assumptions.map((one) => `${one.id.padEnd(4)}${one.assumption}: ${verdictWords(one)}`),
    "",
    ...requests.map(
      ({ request, result, why }) => `${rowWords[result]}: ${request}${why === undefined ? "" : ` (${why})`}`,
    ),
    "",
    summaryOf(all),
  ];
}

/** 0, or 1 when an assumption fails without a fallback, or a refusal leaves a tool without an answer. */
export const exitCodeOf = ({ assumptions, requests }: CheckResult) =>
  assumptions.some(({ verdict }) => verdict === "fails") || requests.some(({ result }) => result === "refused") ? 1 : 0;
