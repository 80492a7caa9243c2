import { describe, expect, it } from "vitest";
import { pageUrl } from "#gateway/pages/page-site.ts";

describe("the pages for people", () => {
  it.each([
    ["https://mcp.example.com/mcp", "https://mcp.example.com/"],
    ["https://example.com/m365/mcp", "https://example.com/m365/"],
    ["http://localhost:8080/mcp", "http://localhost:8080/"],
    ["https://mcp.example.com/consented", "https://mcp.example.com/consented/"],
    ["https://example.com/m365/admin", "https://example.com/m365/admin/"],
  ])("of %s lie in %s", (publicUrl, folder) => {
    const addresses = (["home", "admin", "consented"] as const).map((page) => pageUrl(publicUrl, page));
    expect(addresses).toEqual([folder, `${folder}admin`, `${folder}consented`]);
    expect(addresses).not.toContain(publicUrl);
  });
});
