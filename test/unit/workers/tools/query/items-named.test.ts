import { describe, expect, it } from "vitest";
import { turnsDuring } from "#test/support/count-turns.ts";
import { ownCpuMs } from "#test/support/own-cpu.ts";
import { itemsLikeNamed, itemsNamed } from "#workers/tools/query/searchable-text.ts";

const named = (...names: (string | undefined)[]) => names.map((name) => ({ name }));

describe("items of a name", () => {
  it("are those of the very name, or else those in whose names its words occur", async () => {
    const items = named("Work", "WORK ", "Homework", "Work and travel", undefined);
    expect(await itemsNamed(items, "work")).toEqual(named("Work", "WORK "));
    expect(await itemsNamed(items, "travel work")).toEqual(named("Work and travel"));
    expect(await itemsLikeNamed(items, "work")).toEqual(named("Work", "WORK ", "Work and travel"));
    expect(await itemsNamed(items, undefined)).toEqual(items);
  });

  const long = named(...Array.from({ length: 500 }, (_, at) => `${"a ".repeat(498)}${at}`));

  // proves A33
  it("are found in milliseconds among hundreds with long names, for a name of many words", async () => {
    const cpuMs = await ownCpuMs(() => itemsNamed(long, "a ".repeat(127)));
    expect(cpuMs).toBeLessThan(400);
  });

  // proves A33
  it("leave other calls time between some of them and the next ones", async () => {
    expect(await turnsDuring(() => itemsNamed(long, "b"))).toBeGreaterThan(3);
  });
});
