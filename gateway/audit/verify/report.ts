import type { ChainFindings, Problem } from "./verify-chains.ts";

const maxIds = 10;

function unfinishedPart({ unfinished }: ChainFindings): string {
  if (unfinished.size === 0) return "every call has its end";
  const shown = [...unfinished].slice(0, maxIds).join(", ");
  const more = unfinished.size > maxIds ? ` and ${unfinished.size - maxIds} more` : "";
  return `${unfinished.size} calls without an end: ${shown}${more}`;
}

/** Summarises one chain in a line, for an auditor. */
export function describeChain(chain: ChainFindings): string {
  const state = chain.isClosed ? "closed" : "open (the process runs, was killed, or the end was cut off)";
  const notes = [
    `${chain.lines} lines`,
    `${chain.from} to ${chain.to}`,
    state,
    unfinishedPart(chain),
    ...(chain.isContinued ? ["continues an earlier file, which was not given"] : []),
    ...(chain.torn > 0 ? [`${chain.torn} unfinished lines before its own, vouched for`] : []),
    `last MAC ${chain.lastMac}`,
  ];
  return `chain ${chain.boot}: ${notes.join("; ")}`;
}

/** What lines of standard output can't show, however valid they are. */
export function describeUnknown(chains: readonly ChainFindings[]): string[] {
  const count = chains.filter(({ isUnlinked }) => isUnlinked).length;
  if (count === 0) return [];
  return [
    `NOT KNOWN: whether whole chains are missing. ${count} of these were written to standard output, where none ` +
      "names the one before it: compare them with the starts of your gateways.",
  ];
}

/** Names the first invalid line. */
export function describeProblem({ file, number, what }: Problem): string {
  return `WRONG ${file}:${number}: ${what}`;
}
