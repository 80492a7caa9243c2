import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { catalog, findTool } from "#common/tools/catalog.ts";
import { type ToolContract, toolNeeds } from "#common/tools/define-tool.ts";

const tools: readonly ToolContract[] = catalog;
const folder = join(import.meta.dirname, "../../../../common/tools");
const notTools = new Set(["catalog.ts", "define-tool.ts", "graph-permissions.ts", "permissions.ts"]);

describe("the catalog", () => {
  it("has every tool of its folder", async () => {
    const files = readdirSync(folder).filter((name) => name.endsWith(".ts") && !notTools.has(name));
    const modules: object[] = await Promise.all(files.map((name) => import(join(folder, name))));
    expect(new Set(modules.flatMap((module) => Object.values(module)))).toEqual(new Set(tools));
  });

  it("finds a tool by its wire name only", () => {
    for (const tool of tools) expect(findTool(tool.name)).toBe(tool);
    expect(findTool("toString")).toBeUndefined();
    expect(findTool("Outlook_Email_Search")).toBeUndefined();
  });

  it("has no name or title twice", () => {
    expect(new Set(tools.map(({ name }) => name)).size).toBe(tools.length);
    expect(new Set(tools.map(({ title }) => title)).size).toBe(tools.length);
  });
});

describe.each(tools.map((tool): [string, ToolContract] => [tool.name, tool]))("%s", (name, tool) => {
  const inputSchema = z.toJSONSchema(tool.inputSchema, { io: "input" });

  it("has the face that clients know", async () => {
    const { title, description, workload, permissions } = tool;
    const face = { name, title, description, workload, permissions, inputSchema };
    await expect(`${JSON.stringify(face, null, 2)}\n`).toMatchFileSnapshot(`__toolsnaps__/${name}.json`);
  });

  it("has a name that every client takes", () => {
    expect(name).toMatch(/^[a-z][a-z0-9_]{2,63}$/);
  });

  it("is described by its noun first, in at most 80 characters up to the first period", () => {
    const [first = ""] = tool.description.split(".");
    expect(first.length).toBeLessThanOrEqual(80);
    expect(first).not.toMatch(/^(?:search|find|read|get|list|look|use|this|a tool|call)\b/i);
    expect(tool.description.length).toBeLessThanOrEqual(600);
  });

  it("says which scopes it needs, the best alternative first and whole", () => {
    expect(tool.permissions[0].reduced).toBeUndefined();
    const withoutAny = tool.permissions.filter(({ scopes }) => scopes.length === 0);
    expect(withoutAny).toHaveLength(name === "get_granted_scopes" ? 1 : 0);
    for (const { scopes } of tool.permissions) {
      for (const scope of scopes)
        expect(scope).toMatch(/^[A-Z][A-Za-z]*\.(?:Read|ReadBasic|Selected)(?:\.(?:All|Shared))?$/);
    }
    for (const { reduced } of tool.permissions.slice(1)) expect(reduced).toMatch(/^[A-Z].{10,}/);
  });

  it("takes an object without a top-level choice, as clients demand", () => {
    expect(inputSchema.type).toBe("object");
    expect(inputSchema).not.toHaveProperty("anyOf");
    expect(inputSchema).not.toHaveProperty("oneOf");
  });

  it("refuses parameters that it does not know, instead of ignoring them", () => {
    expect(inputSchema.additionalProperties).toBe(false);
  });

  it("describes every parameter", () => {
    for (const [parameter, schema] of Object.entries(inputSchema.properties ?? {})) {
      expect(schema, parameter).toHaveProperty("description");
    }
  });

  it("bounds every text and number that it takes", () => {
    for (const [parameter, schema] of Object.entries(inputSchema.properties ?? {})) {
      if (typeof schema !== "object") continue;
      if (schema.type === "string" && !schema.enum) expect(schema.maxLength, parameter).toBeGreaterThan(0);
      if (schema.type === "integer") expect(schema.maximum, parameter).toBeDefined();
    }
  });
});

describe("what a call needs", () => {
  const needs = (name: string, input: Record<string, unknown>) => {
    const tool = findTool(name);
    return tool ? toolNeeds(tool, input).permissions.map(({ scopes }) => scopes.join("+")) : [];
  };

  it("depends on whose mailbox is searched", () => {
    expect(needs("outlook_email_search", {})).toEqual(["Mail.Read", "Mail.ReadBasic"]);
    expect(needs("outlook_email_search", { mailboxOwnerEmail: "a@b.co" })).toEqual(["Mail.Read+Mail.Read.Shared"]);
    expect(needs("outlook_calendar_search", {})).toEqual(["Calendars.Read"]);
    expect(needs("outlook_calendar_search", { calendarOwnerEmail: "a@b.co" })).toEqual([
      "Calendars.Read+Calendars.Read.Shared",
    ]);
  });

  it("depends on what a uri names", () => {
    expect(needs("read_resource", { uri: "mail:///messages/AAMk" })).toEqual(["Mail.Read", "Mail.ReadBasic"]);
    expect(needs("read_resource", { uri: "mail:///messages/AAMk?owner=a%40b.co" })).toEqual([
      "Mail.Read+Mail.Read.Shared",
    ]);
    expect(needs("read_resource", { uri: "mail:///messages/AAMk/attachments/AAMx" })).toEqual(["Mail.Read"]);
    expect(needs("read_resource", { uri: "calendar:///events/AAMk?owner=a%40b.co" })).toEqual([
      "Calendars.Read+Calendars.Read.Shared",
    ]);
  });

  it("is refused for a uri that can't be read, before anything is asked of Graph", () => {
    expect(() => needs("read_resource", { uri: "https://evil.example/" })).toThrow(
      /evil.example is no host whose links are read/,
    );
  });
});
