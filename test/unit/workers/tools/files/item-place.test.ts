import { describe, expect, it } from "vitest";
import { ToolError } from "#common/errors.ts";
import { createPlaceCheck, isInPlaces } from "#workers/tools/files/item-place.ts";
import { fakeContext } from "../fake-context.ts";

const site = "https://contoso.sharepoint.com/sites/marketing";
const folder = `${site}/Docs/Plans`;
const viewer = `${site}/_layouts/15/Doc.aspx?sourcedoc=%7B1%7D&file=x.docx`;
const form = `${site}/Docs/Forms/DispForm.aspx?ID=7`;
const addresses: Record<string, string> = {
  inside: `${folder}/A%20B`,
  outside: `${site}/Docs/Plans 2`,
  top: `${site}/Docs`,
};

/** A judge of what is in a folder, and the requests that it sends. */
function judging(place = folder) {
  const context = fakeContext({
    answers: (path) => {
      const id = path.split("/").at(-1) ?? "";
      return id in addresses ? { id, webUrl: addresses[id] } : new ToolError("forbidden", "not yours");
    },
  });
  return { judge: createPlaceCheck(context.graph, (address) => isInPlaces(address, { places: [place] })), context };
}

const item = (webUrl: string, parentId?: string, name = "x.docx") => ({
  id: `${parentId} ${name}`,
  name,
  webUrl,
  parentReference: { driveId: "d", id: parentId },
});

describe("an item whose address is that of the viewer or a form", () => {
  it("does not keep others in its folder from being judged whose names can't be encoded", async () => {
    const { judge } = judging();
    const odd = item(`${folder}/plain.docx`, "inside", "\ud800.docx");
    const atForm = item(form, "inside", "\ud800.docx");
    await judge.prepare([item(form, "inside"), odd, atForm]);
    expect([odd, atForm].map((one) => judge.judge(one))).toEqual([true, true]);
    expect(judge.withAddress(atForm).webUrl).toContain("%EF%BF%BD.docx");
  });

  it.each([viewer, form])("is judged by its folder, which is looked up once: %s", async (webUrl) => {
    const { judge, context } = judging();
    const inside = [1, 2, 3].map((number) => item(webUrl, "inside", `${number}.docx`));
    const outside = item(webUrl, "outside");
    await judge.prepare([...inside, outside, item(`${folder}/plain.docx`, "other")]);
    expect(context.calls.map(({ url }) => url)).toEqual([
      "/drives/d/items/inside?$select=id,webUrl",
      "/drives/d/items/outside?$select=id,webUrl",
    ]);
    expect([...inside, outside].map((one) => judge.judge(one))).toEqual([true, true, true, false]);
    expect(judge.unjudged()).toBeUndefined();
    await judge.prepare(inside);
    expect(context.calls).toHaveLength(2);
  });

  it.each([
    [site, viewer, true],
    [`${site}/Other`, form, false],
    ["https://contoso.sharepoint.com/sites/market", viewer, false],
    [`${site}/Cafe\u0301`, `${site}/Caf%C3%A9/x.docx`, true],
  ])("is judged by its site or library where that is enough: in %s, %s is %s", async (place, webUrl, isThere) => {
    const { judge, context } = judging(place);
    await judge.prepare([item(webUrl, "inside")]);
    expect(judge.judge(item(webUrl, "inside"))).toBe(isThere);
    expect(context.calls).toEqual([]);
  });

  it.each([site, `${site}/Docs`])(
    "that is a form in %s is looked up, and gets an address that shows it",
    async (place) => {
      const { judge, context } = judging(place);
      const [known, secret] = [item(form, "inside", "火 b.png"), item(form, "secret", "c.png")];
      await judge.prepare([known, secret]);
      expect([known, secret].map((one) => judge.judge(one))).toEqual([true, true]);
      expect(judge.withAddress(known).webUrl).toBe(`${folder}/A%20B/%E7%81%AB%20b.png`);
      expect(judge.withAddress(secret)).toEqual(secret);
      expect(judge.withAddress(item(viewer, "inside")).webUrl).toBe(viewer);
      expect(context.calls).toHaveLength(2);
    },
  );

  it("fails the answer where Microsoft 365 is busy and the place is asked for, not where only a link is", async () => {
    const context = fakeContext({ answers: () => new ToolError("rate_limited", "too many") });
    const one = item(form, "inside");
    const anywhere = createPlaceCheck(context.graph, () => true);
    await anywhere.prepare([one]);
    expect(anywhere.withAddress(one)).toEqual(one);
    const there = createPlaceCheck(context.graph, () => undefined);
    await expect(there.prepare([one])).rejects.toThrow("too many");
  });

  it("stays, flagged, when its folder can't be had", async () => {
    const { judge } = judging();
    const unknown = [item(viewer, "secret"), item(form), item(form, undefined, "y.png")];
    await judge.prepare(unknown);
    expect(unknown.map((one) => judge.judge(one))).toEqual([true, true, true]);
    expect(judge.unjudged()).toContain("which folder 3 of these files are in");
  });

  it("stays, flagged, when Graph takes the id of its folder for none", async () => {
    const context = fakeContext({
      answers: (_path, { fromCaller }) =>
        fromCaller === "id" ? new ToolError("invalid_input", "no id") : new Error("a bug of ours"),
    });
    const judge = createPlaceCheck(context.graph, () => undefined);
    const one = item(viewer, "0f7c6b2e-1d3a-4c55-9a77-3f1f3f1d2b10");
    await judge.prepare([one]);
    expect(judge.judge(one)).toBe(true);
    expect(judge.unjudged()).toContain("one of these files");
  });

  it("stays, flagged, beyond 100 folders", async () => {
    const { judge, context } = judging();
    const items = Array.from({ length: 120 }, (_, at) => item(viewer, `outside${at}`));
    Object.assign(addresses, Object.fromEntries(items.map((_, at) => [`outside${at}`, addresses.outside])));
    await judge.prepare(items);
    expect(context.calls).toHaveLength(100);
    expect(items.filter((one) => judge.judge(one))).toHaveLength(20);
    expect(judge.unjudged()).toContain("20 of these files");
  });

  it("is found in a library that is the place itself", async () => {
    const { judge } = judging(`${site}/Docs`);
    await judge.prepare([item(viewer, "top")]);
    expect(judge.judge(item(viewer, "top"))).toBe(true);
  });
});
