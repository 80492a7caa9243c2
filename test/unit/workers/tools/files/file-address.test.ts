import { describe, expect, it } from "vitest";
import { checkPlace, indexedAddress } from "#workers/tools/files/file-address.ts";

const host = "https://contoso.sharepoint.com";
const own = "https://contoso-my.sharepoint.com";
const site = `${host}/sites/marketing`;

describe("the address of a place", () => {
  it.each([
    [`${site}/`, site],
    [`${site}/Shared Documents/Reports`, `${site}/Shared Documents/Reports`],
    [`${site}/Shared%20Documents/Forms/DispForm.aspx?ID=12`, `${site}/Shared Documents`],
    [`${site}/Shared%20Documents/Reports?web=1#top`, `${site}/Shared Documents/Reports`],
    [`${site}/Shared%20Documents/Forms/AllItems.aspx`, `${site}/Shared Documents`],
    [
      `${site}/Shared%20Documents/Forms/AllItems.aspx?id=%2Fsites%2Fmarketing%2FShared%20Documents%2FReports&viewid=7`,
      `${site}/Shared Documents/Reports`,
    ],
    [
      `${site}/Docs/Forms/Everything.aspx?RootFolder=%2Fsites%2Fmarketing%2FDocs%2FA%20%26%20B%2F`,
      `${site}/Docs/A & B`,
    ],
    [
      `${own}/my?id=%2Fsites%2Fmarketing%2FDocs%2FQ1&` +
        "listurl=https%3A%2F%2Fcontoso%2Esharepoint%2Ecom%2Fsites%2Fmarketing%2FDocs",
      `${site}/Docs/Q1`,
    ],
    [`${host}/:f:/r/sites/marketing/Docs/Reports?d=w1&csf=1`, `${site}/Docs/Reports`],
    [`${site}/_layouts/15/viewlsts.aspx?view=14`, site],
    [`${site}/SitePages/Home.aspx`, site],
    [`${site}/SitePages`, `${site}/SitePages`],
    [`${site}/Lists/Tasks/AllItems.aspx?id=7`, `${site}/Lists/Tasks`],
    [host, host],
  ])("as a browser shows it, %s, is read as the index has it", (address, place) => {
    expect(checkPlace(address, "site")).toBe(place);
  });

  it.each([`${host}/:f:/s/marketing/EaBcD?e=1`, `${own}/:x:/g/personal/ann/EaBcD`, `${host}/:b:/p/ann/x`])(
    "is not in a sharing link, which is refused with what to do: %s",
    (link) => {
      expect(() => checkPlace(link, "site")).toThrow(/^site: .* sharing link, .* Open it, and pass the address/);
      expect(indexedAddress(link)).toBeUndefined();
    },
  );

  it.each([
    "marketing",
    "http://contoso.sharepoint.com/x",
    "https://contoso.sharepoint.com.evil.example/x",
    `${site}/%E0%A4%A`,
  ])("is refused when it is none of SharePoint: %s", (text) => {
    expect(() => checkPlace(text, "site")).toThrow("is not the address of a SharePoint site");
  });

  it("is not taken from another host that the address names", () => {
    const address = `${own}/my?id=%2Fsites%2Fx&listurl=https%3A%2F%2Fevil.example%2Fsites%2Fx`;
    expect(checkPlace(address, "site")).toBe(`${own}/sites/x`);
  });
});

it("the address of a page stays that of the page where it is read and not searched in", () => {
  expect(indexedAddress(`${site}/SitePages/Home%20page.aspx`)).toBe(`${site}/SitePages/Home page.aspx`);
});
