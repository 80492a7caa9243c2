import { BaseSequencer, type TestSpecification } from "vitest/node";

/** Files that wait more than they work: for deadlines, slow answers, their turn at Graph, or a demo to come up. */
const waiting =
  /(?:slow-answers|t17-redis-attacker|shared-limits|revocation|demo|t23-nothing-left-behind|teams-tools)\.test\.ts$/;

/**
 * Vitest's order, but for files that wait, which come first: on a fresh checkout nobody knows yet how long each takes,
 * and one that waits for half a minute at the end waits alone.
 */
export class WaitingFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const isWaiting = ({ moduleId }: TestSpecification) => waiting.test(moduleId);
    return [...sorted.filter(isWaiting), ...sorted.filter((file) => !isWaiting(file))];
  }
}
