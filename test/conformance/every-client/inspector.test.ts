import { afterAll, beforeAll, describe } from "vitest";
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

  testCalls(
    { concurrent: true },
    () => inspector,
    () => product,
  );
});
