import { describe, expect, test } from "vitest";
import { fileText } from "#test/support/file-text.ts";
import { reachedFrom, readImportGraph } from "#test/support/import-graph.ts";

/** Without the contracts in `tools/`, which grow with each tool. */
const maxLines = 3_400;

const graph = readImportGraph(["gateway", "workers", "common"]);
const all = [...graph.keys()].filter((path) => path.startsWith("common/"));
/** Loaded by a command only, not by gateway and workers. */
const ofDoctor = all.filter((path) => path.startsWith("common/doctor/"));
const common = all.filter((path) => !ofDoctor.includes(path));

describe("common/", () => {
  test.each(["gateway/main.ts", "workers/main.ts"])("is reached from %s with every module", (entry) => {
    const reached = reachedFrom(entry, graph);
    expect(reached.size).toBeGreaterThan(100);
    expect(common.filter((path) => !reached.has(path))).toEqual([]);
  });

  test("has checks of the doctor that its command or both sides' reach, and no process", () => {
    const reached = ["common/doctor/main.ts", "gateway/doctor/main.ts", "workers/doctor/main.ts"].flatMap((entry) => [
      ...reachedFrom(entry, graph),
    ]);
    expect(ofDoctor.filter((path) => !reached.includes(path))).toEqual([]);
    for (const entry of ["gateway/main.ts", "workers/main.ts"]) {
      expect([...reachedFrom(entry, graph)].filter((path) => ofDoctor.includes(path))).toEqual([]);
    }
  });

  test("stays small", () => {
    const counted = common.filter((path) => !path.startsWith("common/tools/"));
    const lines = counted.flatMap((path) => fileText(path).trimEnd().split("\n"));
    expect(lines.length).toBeLessThan(maxLines);
  });
});
