import { appendFileSync, mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { skipWhen } from "#test/support/loud-skip.ts";
import { until } from "#test/support/until.ts";
import type { Family } from "./fault.ts";
import { type FaultStage, startFaultStage } from "./fault-stage.ts";
import { type Played, playFault } from "./play-fault.ts";

const inContainer = process.env.TEST_REDIS === "container" ? "what breaks is a Redis of this machine" : undefined;
const cleanWithinMs = 60_000;

/**
 * Leaves what was measured to whoever wants it, who names the file in FAULTS_MEASURED_FILE: a line of JSON per fault.
 */
function report(family: string, played: ReadonlyMap<string, Played>, cleanAfterMs: ReadonlyMap<string, number>): void {
  const file = process.env.FAULTS_MEASURED_FILE;
  if (file === undefined) return;
  mkdirSync(dirname(file), { recursive: true });
  for (const [name, measured] of played)
    appendFileSync(file, `${JSON.stringify({ family, name, ...measured, cleanMs: cleanAfterMs.get(name) })}\n`);
}

/**
 * One test per fault, all on one running stack, and one for what they leave in Redis, whose waits overlap with the next
 * faults.
 */
export function testFamily({ name: family, stage: options, faults }: Family): void {
  describe(family, skipWhen(inContainer), () => {
    let stage: FaultStage;
    const played = new Map<string, Played>();

    beforeAll(async () => {
      stage = await startFaultStage(options);
    });
    afterAll(() => stage?.stop());

    for (const fault of faults) {
      test(`${fault.name}: ${fault.expected}`, async (context) => {
        const skipReason = fault.skipReason?.(stage);
        if (skipReason !== undefined) return context.skip(skipReason);
        const result = await playFault(stage, fault);
        expect(result.complaints, result.complaints.join("; ")).toEqual([]);
        played.set(fault.name, result.played);
      });
    }

    test("nothing of any call is left in Redis 60 s after each fault", {
      timeout: cleanWithinMs + 30_000,
    }, async () => {
      await stage.load.stop();
      await until("an empty Redis", () => stage.left.isEmpty(), cleanWithinMs).catch(() => undefined);
      expect(stage.left.remaining()).toEqual([]);
      for (const [name, ms] of stage.left.cleanAfterMs) expect(ms, name).toBeLessThanOrEqual(cleanWithinMs);
      report(family, played, stage.left.cleanAfterMs);
    });
  });
}
