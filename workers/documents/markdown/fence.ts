/** A fenced code block, with a fence that does not occur in the code. */
export function fence(code: string, language = ""): string {
  const ticks = "`".repeat(Math.max(3, longestRun(code) + 1));
  return `${ticks}${language}\n${code.replace(/^\n/, "").trimEnd()}\n${ticks}`;
}

/** The length of the longest run of backticks. */
export function longestRun(text: string): number {
  return (text.match(/`+/g) ?? []).reduce((longest, run) => Math.max(longest, run.length), 0);
}
