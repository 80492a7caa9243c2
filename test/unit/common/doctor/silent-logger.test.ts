import { expect, test } from "vitest";
import { silentLogger } from "#common/doctor/redis-checks.ts";

test("the checks' logger leaves nothing that listens for the end of the process, however often they run", () => {
  const before = process.listenerCount("exit");
  for (let run = 0; run < 20; run += 1) silentLogger().error("unheard");
  expect(process.listenerCount("exit")).toBe(before);
});
