import { describe, expect, it } from "vitest";
import { lacking, refusedAs, toolErrorOf } from "#test/support/tool-error-of.ts";
import { siteMeant } from "#workers/tools/files/site-meant.ts";
import { fakeContext } from "../fake-context.ts";

const site = (displayName: string, path: string) => ({
  id: `contoso.sharepoint.com,${path}`,
  displayName,
  webUrl: `https://contoso.sharepoint.com/sites/${path}`,
});
const kyoto = site("Kyoto Roastery", "kyoto");
const sourcing = [site("Sourcing", "sourcing"), site("Sourcing Archive", "archive"), site("Sourcing", "old")];

/** What is meant by a text, where Graph finds these sites by it and has those in all. */
function meantBy(text: string, found: object[], all: object[] = [], scopes = ["Sites.Read.All"]) {
  const answers = (_path: string, { query = {} }: { query?: Readonly<Record<string, unknown>> }) => ({
    value: query.search === "*" ? all : found,
  });
  const context = fakeContext({ scopes, answers });
  return { meant: siteMeant(text, context), calls: context.calls };
}

describe("a site", () => {
  it.each([kyoto.webUrl, "contoso.sharepoint.com/sites/a", "http://x", "/sites/a"])(
    "by its address is not asked for: %s",
    async (address) => {
      const { meant, calls } = meantBy(address, []);
      expect(await meant).toEqual({ address, shown: address });
      expect(calls).toEqual([]);
    },
  );

  it("by its name is the one that has it, or that alone has its words", async () => {
    const { meant, calls } = meantBy("kyoto roastery ", [kyoto, site("Kyoto Roastery Plans", "plans")]);
    expect(await meant).toEqual({ address: kyoto.webUrl, id: kyoto.id, shown: `Kyoto Roastery, ${kyoto.webUrl}` });
    expect(calls).toEqual([{ method: "GET", url: "/sites?search=kyoto roastery&$select=id,displayName,name,webUrl" }]);
    expect(await meantBy("Kyoto", [kyoto]).meant).toMatchObject({ id: kyoto.id });
  });

  it("whose name several have is refused, with their addresses", async () => {
    const { code, message } = await toolErrorOf(meantBy("sourcing", sourcing).meant);
    expect(code).toBe("invalid_input");
    expect(message).toContain('"Sourcing" (https://contoso.sharepoint.com/sites/sourcing), "Sourcing" (https://');
    expect(message).not.toContain("Archive");
  });

  it("whose name none has is refused, with those that there are", async () => {
    const { meant, calls } = meantBy("Osaka", [], [kyoto]);
    expect(await toolErrorOf(meant)).toEqual(
      refusedAs("not_found", `is called "Osaka". There are: "Kyoto Roastery" (${kyoto.webUrl}).`),
    );
    expect(calls).toHaveLength(2);
    const many = Array.from({ length: 30 }, (_, at) => site(`Site ${at}`, `${at}`));
    expect((await toolErrorOf(meantBy("Osaka", [], many).meant)).message).toContain("and 20 more.");
  });

  it("is not looked for by its name without the permission for SharePoint, which is named", async () => {
    const { meant } = meantBy("Kyoto", [kyoto], [], ["Files.Read.All"]);
    await expect(meant).rejects.toEqual(lacking("Sites.Read.All"));
  });
});
