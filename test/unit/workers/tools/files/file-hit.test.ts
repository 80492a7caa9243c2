import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ownCpuMs } from "#test/support/own-cpu.ts";
import { runs } from "#test/support/property-runs.ts";
import { personClock } from "#workers/tools/dates/person-clock.ts";
import { fileHit, isPage, nameOfItem } from "#workers/tools/files/file-hit.ts";
import { shownFields } from "#workers/tools/shown-fields.ts";

const clock = personClock("Asia/Tokyo", 0);

const summaryOf = (summary: string) =>
  fileHit({}, { summary, offset: 0, userDomain: undefined, clock, fields: shownFields("full") }).summary;

const linkOf = (webUrl: string, detail?: "full") =>
  fileHit(
    { webUrl, name: "x", parentReference: { driveId: "b!abc" }, id: `01${"A".repeat(32)}` },
    {
      offset: 0,
      userDomain: undefined,
      clock,
      fields: shownFields(detail),
    },
  ).webUrl;

/** Texts of these parts in any order. */
const textOf = (...parts: string[]) =>
  fc.array(fc.constantFrom(...parts), { maxLength: 12 }).map((all) => all.join(""));
const address = textOf("https://x.example/", "/", "?", "#", "/SitePages/", "sitepages", ".aspx", ".ASPX", "a", "%20");

describe("a hit", () => {
  it.each([
    ["https://x.example/sites/a/SitePages/Home.aspx", true],
    ["https://x.example/sites/a/sitepages/b/Home.ASPX?web=1", true],
    ["https://x.example/sites/a/SitePages/Home.aspx#top", true],
    ["https://x.example/sites/a/SitePages/", false],
    ["https://x.example/sites/a/SitePages/Home.aspx.pdf", false],
    ["https://x.example/sites/a/SitePages?file=Home.aspx", false],
    ["https://x.example/Docs/Home.aspx", false],
    ["", false],
  ])("with the address %s is a page: %s", (webUrl, expected) => {
    expect(isPage({ webUrl })).toBe(expected);
  });

  it("is a page if a part of its address has a name that ends with .aspx below SitePages", () => {
    const page = /\/SitePages\/[^?#]*\.aspx(?:[?#]|$)/i;
    const compare = fc.property(address, (webUrl) => {
      expect(isPage({ webUrl })).toBe(page.test(webUrl));
    });
    fc.assert(compare, { numRuns: runs(5_000) });
  });

  it("has its link, whatever its length, with letters of other scripts as they are", () => {
    const folder = `https://contoso.sharepoint.com/sites/a/${"A long name/".repeat(30)}`;
    const encoded = `${folder}%E7%81%AB%E7%81%BD%EF%BC%88%EF%BC%91%EF%BC%89%20100%25%E2%80%AE.pdf`.replaceAll(
      " ",
      "%20",
    );
    expect(linkOf(encoded)).toBe(`${folder}火災%EF%BC%88１%EF%BC%89%20100%25%E2%80%AE.pdf`.replaceAll(" ", "%20"));
    expect(new URL(linkOf(encoded) ?? "").href).toBe(new URL(encoded).href);
    expect(linkOf(`${folder}%E7%81.pdf`)).toBe(`${folder}%E7%81.pdf`.replaceAll(" ", "%20"));
    expect(linkOf(encoded, "full")).toBe(encoded);
  });

  it("without a name has the last name in its address", () => {
    const compare = fc.property(address, (webUrl) => {
      const [path = ""] = /^[^?#]*/.exec(webUrl) ?? [];
      const last = path.split("/").findLast((name, at) => name !== "" || at === 0) ?? "";
      expect(nameOfItem({ webUrl })).toBe(last.replaceAll("%20", " ").replace(/ +/g, " ").trim() || "(no name)");
    });
    fc.assert(compare, { numRuns: runs(5_000) });
  });

  it.each([
    ["the <c0>plan</c0> for <ddd/>spring", "the plan for … spring"],
    ["<ddd/> one  <ddd />\n two <ddd/>", "… one … two …"],
    ["<ddd/><ddd/>", "… …"],
    ["a\u00a0<ddd\t/>\u200bb", "a … b"],
    ["a < ddd/> b", "a < ddd/> b"],
    [" ", undefined],
  ])("with the summary %j shows %j", (summary, shown) => {
    expect(summaryOf(summary)).toBe(shown);
  });

  it.each([
    ["a summary of blanks", () => summaryOf(`${" ".repeat(60_000)}x`)],
    ["an address of slashes", () => nameOfItem({ webUrl: `https://x.example${"/".repeat(60_000)}x` })],
    ["an address of question marks", () => nameOfItem({ webUrl: `${"?".repeat(60_000)}\nx` })],
    ["an address of pages", () => isPage({ webUrl: "/SitePages/".repeat(20_000) })],
  ])("is written within a second of processor time from %s", async (_what, work) => {
    // Work that grows with the square takes several seconds.
    expect(await ownCpuMs(work)).toBeLessThan(1_000);
  });
});
