import { describe, expect, it } from "vitest";
import { renderLink } from "#workers/documents/markdown/links.ts";

const long = "x".repeat(150);
const page = "https://shop.example/a/b";

describe("a link with a long query", () => {
  it("keeps scheme, host and path, and the whole parameters that fit, with a mark where it is cut", () => {
    expect(renderLink("Track", `${page}?id=12&token=${long}${long}&x=1`)).toBe(`[Track](${page}?id=12&…)`);
    expect(renderLink("Track", `${page}?token=${long}${long}`)).toBe(`[Track](${page}?…)`);
    expect(renderLink("Track", `${page}?a=${long}&b=1`)).toBe(`[Track](${page}?a=${long}&b=1)`);
  });

  it("keeps its host beside a text that names another", () => {
    expect(renderLink("www.bank.example", `https://evil.example/?bank.example=${long}${long}`)).toBe(
      "[www.bank.example](https://evil.example/?…) (leads to evil.example)",
    );
  });

  it("is written once where its text is the whole address", () => {
    const address = `${page}?id=12&token=${long}${long}`;
    expect(renderLink(address, address)).toBe(`${page}?id=12&…`);
  });

  it("loses a long fragment, too", () => {
    expect(renderLink("Track", `${page}#${long}${long}`)).toBe(`[Track](${page}#…)`);
    expect(renderLink("Track", `${page}#part-2`)).toBe(`[Track](${page}#part-2)`);
  });

  it("stays whole where it is an address of Microsoft 365, which can be read", () => {
    const address = `https://contoso.sharepoint.com/sites/x/Forms/AllItems.aspx?id=${long}${long}`;
    expect(renderLink("Open", address)).toBe(`[Open](${address})`);
  });

  it("is cut inside of Safe Links", () => {
    const inner = encodeURIComponent(`${page}?id=12&token=${long}${long}`);
    const safe = `https://eur01.safelinks.protection.outlook.com/?url=${inner}&data=${long}`;
    expect(renderLink("Track", safe)).toBe(`[Track](${page}?id=12&…)`);
  });
});

describe("a link that is tracked", () => {
  it.each(["utm_source=mail", "fbclid=abc", "gclid=abc", "mc_eid=abc", "mkt_tok=abc", "_hsenc=abc", "UTM_CAMPAIGN=x"])(
    "loses the parameter %s and keeps the others",
    (parameter) => {
      expect(renderLink("Offer", `${page}?id=12&${parameter}&lang=en`)).toBe(`[Offer](${page}?id=12&lang=en)`);
      expect(renderLink("Offer", `${page}?${parameter}`)).toBe(`[Offer](${page})`);
    },
  );

  it.each(["id=utm_source", "utm=1", "clid=1", "source=utm_"])(
    "keeps the parameter %s, which may lead to another page",
    (one) => {
      expect(renderLink("Offer", `${page}?${one}`)).toBe(`[Offer](${page}?${one})`);
    },
  );
});
