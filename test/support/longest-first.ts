import { BaseSequencer, type TestSpecification } from "vitest/node";

/**
 * Files that take longest: they wait for deadlines, slow answers, their turn at Graph, or a demo to come up.
 */
const long = [
  "slow-answers",
  "redis-attacker",
  "shared-limits",
  "revocation",
  "demo",
  "nothing-left-behind",
  "teams-tools",
].map((name) => `${name}.test.ts`);

/**
 * Vitest's order, but for the longest files, which come first: on a fresh checkout nobody knows yet how long each
 * takes, and one that is left at the end runs alone.
 */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const isLong = ({ moduleId }: TestSpecification) => long.some((name) => moduleId.endsWith(name));
    return [...sorted.filter(isLong), ...sorted.filter((file) => !isLong(file))];
  }
}
