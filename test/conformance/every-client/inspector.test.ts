import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { catalog } from "#common/tools/catalog.ts";
import { connectInspector, type Inspector } from "../clients/inspector.ts";
import { type Product, startProduct, testCalls } from "../real-calls.ts";

let product: Product;
beforeAll(async () => {
  product = await startProduct();
});
afterAll(() => product?.stack.stop());

describe.each(["legacy", "modern"] as const)("the MCP Inspector's command line, %s", (era) => {
  let inspector: Inspector;
  beforeAll(async () => {
    inspector = await connectInspector(era, product);
  });
  afterAll(() => inspector?.close());

  test.concurrent("finds no schema in tools/list that other hosts can't use", async () => {
    const { code, stdout, stderr } = await inspector.run("--method", "tools/list", "--strict");
    expect(code, stderr).toBe(0);
    const names = JSON.parse(stdout).result.tools.map(({ name }: { name: string }) => name);
    expect(names).toEqual(catalog.map(({ name }) => name));
  });

  testCalls({
    concurrent: true,
    client: () => inspector,
    connect: (url, token) => connectInspector(era, { url, token }),
    product: () => product,
  });
});
