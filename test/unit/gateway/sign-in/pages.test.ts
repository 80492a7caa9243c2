import { describe, expect, it } from "vitest";
import { html } from "#gateway/pages/html.ts";
import { preferredLanguage, words } from "#gateway/pages/language.ts";
import { shownName } from "#gateway/sign-in/clients/client-id.ts";
import { namedProfiles } from "#gateway/sign-in/redirects.ts";
import { type PageProblem, problemPage } from "#gateway/sign-in/sign-in-pages.ts";
import { readHtml } from "#test/support/sign-in/read-html.ts";
import { expectSafePage } from "../pages/safe-page.ts";
import { person } from "./person.ts";
import { type Answer, publicUrl, question, redirectUri, signInGateway, tenantId } from "./sign-in-gateway.ts";

const gateway = signInGateway({ redirects: Object.values(namedProfiles).flat() });

const pages: [string, (language: Record<string, string>) => Promise<Answer>, string][] = [
  ["the page that asks", (headers) => gateway.authorize(question(), headers), "same-origin"],
  ["a problem", (headers) => gateway.authorize({}, headers), "no-referrer"],
  ["a callback for nobody", (headers) => gateway.get("/mcp/oauth/callback", headers), "no-referrer"],
  [
    "the way on to Microsoft",
    async (headers) => {
      const me = person(gateway);
      return await me.press(await me.open(), "approve", headers);
    },
    "no-referrer",
  ],
];

describe.each(pages)("%s", (_what, get, referrerPolicy) => {
  it("can't be kept, framed or sniffed, and loads and runs nothing", async () => {
    expectSafePage(await get({}), referrerPolicy);
  });

  it("is in the person's language", async () => {
    expect((await get({ "accept-language": "ja-JP,ja;q=0.9,en;q=0.8" })).body).toContain('<html lang="ja">');
    expect((await get({ "accept-language": "de" })).body).toContain('<html lang="en">');
  });
});

describe("the page that asks", () => {
  const pageFor = async (changes: Record<string, string>, metadata?: Record<string, unknown>, path?: string) => {
    const redirect = changes.redirect_uri ?? redirectUri;
    const registered = metadata && (await gateway.register({ redirect_uris: [redirect], ...metadata })).json();
    const client = registered === undefined ? {} : { client_id: registered.client_id };
    return (await gateway.authorize(question({ ...changes, ...client }), {}, path)).body;
  };

  it.each([
    ["https://claude.ai/api/mcp/auth_callback", "<dd>Claude</dd>", "<dd>claude.ai</dd>"],
    ["https://chatgpt.com/connector/oauth/abc", "<dd>ChatGPT</dd>", "<dd>chatgpt.com</dd>"],
    ["https://www.cursor.com/agents/mcp/oauth/callback", "<dd>Cursor</dd>", "<dd>www.cursor.com</dd>"],
    ["cursor://anysphere.cursor-mcp/oauth/callback", "<dd>Cursor</dd>", "<dd>the app Cursor on this computer</dd>"],
    ["https://global.consent.azure-apim.net/redirect/a", "<dd>Microsoft Copilot Studio</dd>", "azure-apim.net"],
    ["https://vscode.dev/redirect", "<dd>VS Code for the Web</dd>", "<dd>vscode.dev</dd>"],
    ["http://localhost:50123/callback", "calls itself “Claude”", "<dd>a program on this computer, port 50123</dd>"],
    ["http://[::1]/callback", "calls itself “Claude”", "<dd>a program on this computer, port 80</dd>"],
  ])("for %s says %s and %s, whatever the client calls itself", async (redirect_uri, who, where) => {
    const body = await pageFor({ redirect_uri }, { client_name: "Claude" });
    expect(body).toContain(who);
    expect(body).toContain(where);
  });

  it("leads to the same question in the other language", async () => {
    const { links } = readHtml(await pageFor({}));
    expect(links.map(({ text }) => text)).toEqual(["日本語"]);
    const japanese = await gateway.get(`/mcp/oauth/authorize${links[0]?.href}`);
    expect(japanese.body).toContain('<html lang="ja">');
    expect(japanese.body).toContain('name="ticket"');
    const back = readHtml(japanese.body).links[0]?.href ?? "";
    expect(Object.fromEntries(new URLSearchParams(back))).toEqual({ ...question(), lang: "en" });
  });

  it("holds what else was asked as harmless text, in that link alone", async () => {
    const body = await pageFor({ more: "\"><script>alert(1)</script><b x='" });
    expect(body).not.toMatch(/<script|<b x/);
    expect(body.match(/alert/g)).toHaveLength(1);
    expect(readHtml(body).links[0]?.href).toContain("more=%22%3E%3Cscript%3Ealert%281%29%3C%2Fscript%3E%3Cb+x%3D%27");
  });

  it("says which server, what may be read, and what nobody will ever ask for", async () => {
    const body = await pageFor({}, undefined, `/mcp/${tenantId}/oauth/authorize`);
    expect(body).toContain(`<dd>${publicUrl}/${tenantId}</dd>`);
    expect(body).toContain("an app that gives no name");
    for (const words of [
      "can&#39;t change anything",
      "only if you started this yourself just now",
      "Nobody will ever ask you",
    ]) {
      expect(body).toContain(words);
    }
  });

  it.each([
    [
      "HTML",
      `"><script>alert(1)</script><a href='//x'>`,
      "“&#39;&gt;&lt;script&gt;alert(1)&lt;/script&gt;&lt;a href=&#39;//x&#39;&gt;”",
    ],
    [
      "quotation marks",
      'Claude”, which your organisation has checked. “„x«y»『z』"',
      "“Claude&#39;, which your organisation has checked. &#39;&#39;x&#39;y&#39;&#39;z&#39;&#39;”",
    ],
    ["bidi marks", "Claude\u202e\u2066gnp\u200f", "“Claudegnp”"],
    ["invisible characters", "Cl\u200ba\u200du\ufeffd\u00ade\u3164\u2800\u{e0041}", "“Claude”"],
    ["controls and line breaks", "Cl\u0000au\u0007de\r\n\tfrom\u2028us", "“Claude from us”"],
    ["a heap of marks", `a${"\u0301".repeat(50)}b`, "“á\u0301\u0301b”"],
    ["61 letters", "\u{1f600}".repeat(61), `“${"\u{1f600}".repeat(60)}”`],
    ["nothing that can be seen", "\u202e\u200b ", "an app that gives no name"],
  ])("shows a name with %s as harmless text", async (_what, client_name, shown) => {
    expect(await pageFor({}, { client_name })).toContain(shown);
  });
});

it("a name that was cleaned stays as it is", () => {
  for (const name of ["Codex", "Ünï 日本語", "a\u0301\u0302\u0303"])
    expect(shownName(shownName(name))).toBe(shownName(name));
});

describe("a template", () => {
  it("escapes what it is given, and nothing twice", () => {
    expect(html`<p title="${`"'`}">${"<&>"}${html`<b>${"&"}</b>`}${[html`1`, html`2`]}</p>`.html).toBe(
      '<p title="&quot;&#39;">&lt;&amp;&gt;<b>&amp;</b>12</p>',
    );
  });
});

describe("problems", () => {
  it.each(Object.keys(words.en.problems) as PageProblem[])(
    "of %s have words in both languages, and the same code",
    (problem) => {
      const [en, ja] = [problemPage("en", problem, undefined), problemPage("ja", problem, undefined)];
      expect(ja).not.toBe(en);
      for (const page of [en, ja]) expect(page).toContain(`<code>${problem}</code>`);
      expect(ja).toMatch(/[ぁ-ん]/);
    },
  );
});

it.each([
  [undefined, "en"],
  ["", "en"],
  ["ja", "ja"],
  ["JA-jp", "ja"],
  ["en;q=0.5, ja;q=0.8", "ja"],
  ["ja;q=0", "en"],
  ["fr, ja;q=0.1", "ja"],
  ["*", "en"],
  [`${"x,".repeat(5_000)}ja`, "en"],
])("Accept-Language %j is %s", (header, language) => {
  expect(preferredLanguage(header)).toBe(language);
});
