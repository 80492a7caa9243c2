import { expect, test } from "vitest";
import { reachedFrom, readImportGraph } from "#test/support/import-graph.ts";

test("the simulated Microsoft 365 of Compose needs no file of test/ that its image does not have", () => {
  const graph = readImportGraph(["common", "gateway", "workers", "test"]);
  const reached = [...reachedFrom("test/demo/compose/main.ts", graph)].filter((path) => path.startsWith("test/"));
  expect(reached.length).toBeGreaterThan(50);
  const inImage = ["test/fake-tenant/", "test/demo/compose/"];
  expect(reached.filter((path) => !inImage.some((folder) => path.startsWith(folder)))).toEqual([]);
});
