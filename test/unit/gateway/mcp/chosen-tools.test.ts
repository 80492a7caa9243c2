import { describe, expect, it } from "vitest";
import { chosenTools, wantsResources } from "#gateway/mcp/mcp-route.ts";
import { ownCpuMs } from "#test/support/own-cpu.ts";

const chosen = (query: unknown, header?: string) =>
  chosenTools({ query, headers: header === undefined ? {} : { "x-mcp-tools": header } });

describe("the chosen tools", () => {
  it.each([
    [{}, undefined, undefined],
    [undefined, undefined, undefined],
    [{ tools: "read_resource" }, undefined, ["read_resource"]],
    [{ tools: " a , b,a " }, undefined, ["a", "b"]],
    [{ tools: ["a", "b,c"] }, undefined, ["a", "b", "c"]],
    [{ tools: "" }, undefined, [""]],
    [{}, "a, b", ["a", "b"]],
    [{ tools: "a,b,c" }, "c, b,x", ["b", "c"]],
    [{ tools: "a" }, "b", []],
  ])("of the query %j and the header %j are %j", (query, header, names) => {
    expect(chosen(query, header)?.values().toArray()).toEqual(names);
  });

  it("are found in time that grows with the lists, not with their product", async () => {
    const list = (first: number) => Array.from({ length: 30_000 }, (_, at) => first + at).join();
    // The product is 900 million comparisons.
    expect(await ownCpuMs(() => chosen({ tools: list(0) }, list(30_000)))).toBeLessThan(1_000);
  });
});

describe("MCP resources", () => {
  it.each([
    [{ resources: "on" }, true],
    [{ resources: "off" }, false],
    [{ resources: ["on", "on"] }, false],
    [{ tools: "resources" }, false],
    [{}, false],
    [undefined, false],
  ])("with the query %j are asked for: %s", (query, wanted) => {
    expect(wantsResources({ query })).toBe(wanted);
  });
});
