/** What stands in one person's mail and nowhere else, and what may stand in their answers. */
export interface Owner {
  /** Must be in each answer to them: else nothing is proved. */
  canary: string;
  canaries: readonly string[];
  /** Addresses of theirs and of those who wrote to them. */
  addresses: readonly string[];
}

const marks = /canary[0-9a-f]{20}|[\w.-]+@bulk-\d+\.example/g;

/** Canaries and addresses in an answer that are not its asker's. */
export function foreignContent(answer: string, { canaries, addresses }: Owner): string[] {
  const found = new Set(answer.match(marks));
  return [...found].filter((mark) => !canaries.includes(mark) && !addresses.includes(mark));
}
