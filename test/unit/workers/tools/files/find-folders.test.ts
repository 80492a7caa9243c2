import { describe, expect, it } from "vitest";
import { ownCpuMs } from "#test/support/own-cpu.ts";
import { isNamed } from "#workers/tools/files/find-folders.ts";

describe("the name of a folder", () => {
  it.each([
    ["Reports 2026", "report", true],
    ["Reports 2026", "2026 rep", true],
    ["Reports 2026", "eports 2026", true],
    ["Reports 2026", "rep 2025", false],
  ])("%s fits %s: %s", (name, wanted, fits) => {
    expect(isNamed({ name }, wanted)).toBe(fits);
  });

  // proves A37
  it("is compared in microseconds, however many words it has and are asked for", async () => {
    const words = Array.from({ length: 80 }, (_, at) => `${at + 10}`);
    const name = `${"b ".repeat(100)}${words.join(" ")}`;
    const wanted = `${words.toReversed().join(" ")} ${"89 ".repeat(480)}`;
    let named = 0;
    const cpuMs = await ownCpuMs(() => {
      for (let folders = 0; folders < 4_000; folders += 1) named += Number(isNamed({ name }, wanted));
    });
    expect(named).toBe(4_000);
    expect(cpuMs).toBeLessThan(1_000);
  });
});
