import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { languages, words } from "#gateway/pages/language.ts";
import { failures } from "#gateway/sign-in/entra/entra-answer.ts";
import { type PageProblem, problemPage, refusedPage } from "#gateway/sign-in/sign-in-pages.ts";
import { root } from "#test/bootstrap/paths.mjs";
import { signInGateway } from "../sign-in/sign-in-gateway.ts";

const helpUrl = "https://help.example.com/troubleshooting.md";
const table = readFileSync(join(root, "docs/troubleshooting.md"), "utf8");
const browser = { accept: "text/html" };
const linkIn = (page: string) =>
  /<a href="([^"]+)#([\w-]+)" rel="noreferrer"><code>(\w+)<\/code><\/a>/.exec(page)?.slice(1);

describe("the code on a page that says what went wrong", () => {
  const problems = Object.keys(words.en.problems) as PageProblem[];

  it.each(languages)("leads to its row of the table, where that is served, in %s", (language) => {
    const shown = [
      ...problems.map((problem) => [problem, problemPage(language, problem, helpUrl)] as const),
      ...[...failures.keys()].map((aadsts) => {
        const refusal = {
          words: "No.",
          adminUrl: "https://mcp.example.com/admin",
          aadsts,
          url: "https://client.example",
        };
        return [`AADSTS${aadsts}`, refusedPage(language, refusal, helpUrl)] as const;
      }),
    ];
    for (const [code, page] of shown) {
      const [address, anchor, linked] = linkIn(page) ?? [];
      expect([address, linked]).toEqual([helpUrl, code]);
      expect(table).toContain(`<a id="${anchor}"></a>\`${code}\``);
    }
  });

  it.each([
    ["/nowhere", 404],
    ["/mcp", 401],
    ["/%E0%A4%A", 400],
    ["/authorize", 400],
    ["/consented?error=access_denied&error_description=AADSTS65004:+x&state=en", 200],
  ])("leads there at %s, too", async (path, status) => {
    const { statusCode, body } = await signInGateway({ helpUrl }).get(path, browser);
    expect(statusCode).toBe(status);
    const [address, anchor] = linkIn(body) ?? [];
    expect(address).toBe(helpUrl);
    expect(table).toContain(`<a id="${anchor}"></a>`);
  });

  it("is no link where the table is not served, nor under a foreign name", async () => {
    for (const path of ["/nowhere", "/authorize"]) {
      const { body } = await signInGateway().get(path, browser);
      expect([linkIn(body), /<code>\w+<\/code>/.test(body)]).toEqual([undefined, true]);
    }
    const { body } = await signInGateway({ helpUrl }).get("/mcp", { ...browser, host: "elsewhere.example" });
    expect(body).toContain("<code>foreign_host</code>");
    expect(linkIn(body)).toBeUndefined();
  });
});
