import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { reachedFrom, readImportGraph } from "#test/support/import-graph.ts";

const maxLines = 4_000;

const graph = readImportGraph(["gateway", "workers", "common"]);
const common = [...graph.keys()].filter((path) => path.startsWith("common/"));

describe("common/", () => {
  test.each(["gateway/main.ts", "workers/main.ts"])("is reached from %s with every module", (entry) => {
    const reached = reachedFrom(entry, graph);
    expect(reached.size).toBeGreaterThan(100);
    expect(common.filter((path) => !reached.has(path))).toEqual([]);
  });

  test("stays small", () => {
    const read = (path: string) => readFileSync(join(import.meta.dirname, "../../..", path), "utf8");
    const lines = common.flatMap((path) => read(path).trimEnd().split("\n"));
    expect(lines.length).toBeLessThan(maxLines);
  });
});
