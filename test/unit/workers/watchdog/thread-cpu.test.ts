import { isMainThread } from "node:worker_threads";
import { expect, test } from "vitest";
import { skipWhen } from "#test/support/loud-skip.ts";
import { ownCpuMs } from "#test/support/own-cpu.ts";
import { cpuMsOf, openOwnStat, readCpuMs } from "#workers/watchdog/thread-cpu.ts";

const notHere =
  process.platform === "linux" && isMainThread
    ? undefined
    : "the processor time of a main thread of Linux is asked for";

test("processor time is that of user and system, whatever the thread is called", () => {
  const rest = "S 1 2 3 0 -1 4194304 100 0 0 0 250 50 0 0 20 0 11 0 100";
  for (const name of ["node", "a) R 1 (b", ") 9 9 9"]) expect(cpuMsOf(`4711 (${name}) ${rest}`)).toBe(3_000);
});

test("the main thread's processor time grows as it works", skipWhen(notHere), async () => {
  const stat = openOwnStat() ?? -1;
  const before = readCpuMs(stat);
  const spentMs = await ownCpuMs(() => {
    for (const startedMs = process.threadCpuUsage().user; process.threadCpuUsage().user - startedMs < 300_000; );
  });
  const grownMs = readCpuMs(stat) - before;
  expect(grownMs).toBeGreaterThan(spentMs - 30);
  expect(grownMs).toBeLessThan(spentMs + 100);
});
