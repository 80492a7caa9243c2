import type { CheckResult } from "./check.ts";

/** What was checked under one heading: a process, or how the two fit together. */
export interface Section {
  title: string;
  results: readonly CheckResult[];
}

const checkWidth = 19;
const stateWidth = 13;

/** A line for the check, and one below it where there is something to do. */
function resultLines({ check, state, says, fix }: CheckResult): string[] {
  const lead = `  ${check.padEnd(checkWidth)}${state.padEnd(stateWidth)}`;
  return [`${lead}${says}`, ...(fix === undefined ? [] : [`${" ".repeat(lead.length)}→ ${fix}`])];
}

/**
 * Shows results one by one. What several of them say to do is shown once, below the first.
 * @param show is given line by line
 */
export function createResultPrinter(show: (line: string) => void): (result: CheckResult) => void {
  let shown: string | undefined;
  return ({ fix, ...result }) => {
    const isNew = fix !== undefined && fix !== shown;
    if (isNew) shown = fix;
    for (const line of resultLines(isNew ? { ...result, fix } : result)) show(line);
  };
}

const counted = (count: number, word: string) => `${count} ${word}${count === 1 ? "" : "s"}`;

/** One sentence on the whole, with the next step. */
export function summaryLine(sections: readonly Section[]): string {
  const results = sections.flatMap((section) => section.results);
  const count = (state: CheckResult["state"]) => results.filter((one) => one.state === state).length;
  const [problems, unknowns, untried] = [count("problem"), count("unknown"), count("not checked")];
  const rest = untried === 0 ? "" : ` ${untried} not checked.`;
  if (problems > 0) return `${counted(problems, "problem")}: fix the first one, and run this again.${rest}`;
  if (unknowns > 0) return `No problem found, but ${counted(unknowns, "answer")} proved nothing.${rest}`;
  return `All that was checked is ok.${rest}`;
}

/** 1 for a problem, 2 if there is none but something that was tried proved nothing, else 0. */
export function exitCodeOf(sections: readonly Section[]): 0 | 1 | 2 {
  const found = new Set(sections.flatMap(({ results }) => results.map(({ state }) => state)));
  if (found.has("problem")) return 1;
  return found.has("unknown") ? 2 : 0;
}
