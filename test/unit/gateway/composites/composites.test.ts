import { describe, expect, it } from "vitest";
import { z } from "zod";
import { catalog, findTool } from "#common/tools/catalog.ts";
import type { CompositeTool } from "#gateway/composites/composite-tool.ts";
import { composites } from "#gateway/composites/composites.ts";

const tools: readonly unknown[] = catalog;

it("no composite tool has the name of another", () => {
  expect(composites.flatMap(({ contract }) => findTool(contract.name) ?? [])).toEqual([]);
});

describe.each(composites.map((composite): [string, CompositeTool] => [composite.contract.name, composite]))(
  "%s",
  (name, composite) => {
    const { contract } = composite;
    const inputSchema = z.toJSONSchema(contract.inputSchema, { io: "input" });
    const outputSchema = z.toJSONSchema(contract.outputSchema);

    it("has the face that clients know", async () => {
      const { title, description } = contract;
      const face = { name, title, description, inputSchema, outputSchema };
      await expect(`${JSON.stringify(face, null, 2)}\n`).toMatchFileSnapshot(`__toolsnaps__/${name}.json`);
    });

    it("takes one text and no more, as ChatGPT sends it", () => {
      const [only, ...others] = Object.values(inputSchema.properties ?? {});
      expect(others).toEqual([]);
      expect(only).toMatchObject({ type: "string", maxLength: expect.any(Number), description: expect.any(String) });
      expect(inputSchema).toMatchObject({ additionalProperties: false, required: [expect.any(String)] });
    });

    it("is described by its noun first, in at most 80 characters up to the first period", () => {
      const [first = ""] = contract.description.split(".");
      expect(first.length).toBeLessThanOrEqual(80);
      expect(contract.description.length).toBeLessThanOrEqual(600);
    });

    it("is made of tools of the catalog", () => {
      expect(composite.tools.filter((tool) => !tools.includes(tool))).toEqual([]);
    });

    it("is described with all of them", () => {
      expect(composite.describe(composite.tools)).toBe(contract.description);
    });
  },
);
