import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { catalog } from "#common/tools/catalog.ts";
import { products, stepsFor, whatToType } from "#gateway/pages/home-page.ts";
import { codeText, inlineText } from "#gateway/pages/html.ts";
import { runs } from "#test/support/property-runs.ts";
import { readHtml } from "#test/support/sign-in/read-html.ts";
import { authorityHost, publicUrl, serverApp, signInApp, signInGateway, tenantId } from "../sign-in/sign-in-gateway.ts";
import { expectSafePage } from "./safe-page.ts";

const gateway = signInGateway({ egressAddresses: ["203.0.113.10", "2001:db8::/48"], allowedTenants: [tenantId] });
const direct = signInGateway({ isOn: false });
const addresses = ["/", "/admin", "/admin?tenant=contoso.example", "/admin?tenant=", "/consented"];

const page = async (url: string, headers: Record<string, string> = {}, from = gateway) =>
  readHtml((await from.get(url, headers)).body);

describe.each(addresses)("the page at %s", (address) => {
  it("can't be kept, framed or sniffed, loads and runs nothing, and sets no cookie", async () => {
    const page = await gateway.get(address);
    expect(page.statusCode).toBe(200);
    expectSafePage(page, "no-referrer");
    for (const name of ["set-cookie", "location", "refresh"]) expect(page.headers).not.toHaveProperty(name);
  });

  it("is in the language that its link names, else in the one that the browser prefers", async () => {
    const inLanguage = async (lang: string, accepted: string) => {
      const named = lang === "" ? address : `${address}${address.includes("?") ? "&" : "?"}lang=${lang}`;
      return /<html lang="(..)">/.exec((await gateway.get(named, { "accept-language": accepted })).body)?.[1];
    };
    expect(await inLanguage("", "ja-JP,ja;q=0.9")).toBe("ja");
    expect(await inLanguage("", "de")).toBe("en");
    expect(await inLanguage("en", "ja")).toBe("en");
    expect(await inLanguage("ja", "en")).toBe("ja");
    expect(await inLanguage("xx", "ja")).toBe("ja");
  });

  it("links to itself in the other language, and leads on in its own", async () => {
    const { links } = await page(address, { "accept-language": "ja" });
    expect(links.find(({ text }) => text === "English")?.href).toMatch(/^\?(?:.*&)?lang=en$/);
    const own = links.filter(({ href }) => href.startsWith("/"));
    expect(own.length).toBeGreaterThan(1);
    expect(own.map(({ href }) => new URL(href, publicUrl).searchParams.get("lang"))).toEqual(own.map(() => "ja"));
  });

  it("is for this host alone, and has a HEAD", async () => {
    expect((await gateway.get(address, { host: "attacker.example" })).statusCode).toBe(403);
    const { host } = new URL(publicUrl);
    expect((await gateway.app.inject({ method: "HEAD", url: address, headers: { host } })).statusCode).toBe(200);
  });

  it("names no tenant of this installation", async () => {
    expect((await gateway.get(address)).body).not.toContain(tenantId);
  });
});

describe("the start page", () => {
  it.each(["en", "ja"] as const)("has the address and how to connect each client, in %s", async (language) => {
    const { body } = await gateway.get("/", { "accept-language": language });
    expect(body).toContain(`readonly spellcheck="false">${publicUrl}</textarea>`);
    for (const product of products) {
      expect(body).toContain(`<summary>${product}</summary>`);
      expect(body).toContain(inlineText(stepsFor(whatToType[product], language, publicUrl)).html);
    }
  });

  it.each(["en", "ja"] as const)("has every tool and the permissions of its contract, in %s", async (language) => {
    const { body } = await gateway.get("/", { "accept-language": language });
    for (const tool of catalog) {
      const [, row = ""] = body.split(`<code>${tool.name}</code>`);
      const scopes = tool.permissions.flatMap(({ scopes: names }) => names);
      for (const scope of scopes) expect(row.split("</tr>")[0]).toContain(codeText(scope).html);
      if (language === "ja") expect(row).toContain(tool.firstSentenceJa);
    }
  });

  it("says that a client ID is needed where clients sign in at Entra itself", async () => {
    const { text } = await page("/", {}, direct);
    expect(text).toContain("also needs the client ID that your admin gave you");
    expect(text).toContain("--client-id CLIENT-APP-ID");
    expect(text).not.toContain("Gemini CLI");
  });
});

describe("the page for admins", () => {
  const consentTo = async (tenant: string, from = gateway) => {
    const { links } = await page(`/admin?tenant=${encodeURIComponent(tenant)}`, {}, from);
    return links.filter(({ href }) => href.startsWith("https:")).map(({ href }) => new URL(href));
  };

  it.each([
    ["contoso.onmicrosoft.com", "contoso.onmicrosoft.com"],
    [" Contoso.Example ", "contoso.example"],
    ["xn--bcher-kva.example", "xn--bcher-kva.example"],
    [tenantId.toUpperCase(), tenantId],
  ])("has both consents as links for %j, the Server app first", async (typed, tenant) => {
    const [server, client, ...others] = await consentTo(typed);
    expect(others).toEqual([]);
    for (const link of [server, client]) {
      expect(`${link?.origin}${link?.pathname}`).toBe(`${authorityHost}/${tenant}/v2.0/adminconsent`);
    }
    const redirect_uri = "https://mcp.contoso.example/consented";
    expect(Object.fromEntries(server?.searchParams ?? [])).toEqual({
      ...{ client_id: serverApp, redirect_uri, state: "en" },
      scope: "https://graph.microsoft.com/.default",
    });
    expect(Object.fromEntries(client?.searchParams ?? [])).toEqual({
      ...{ client_id: signInApp, redirect_uri, state: "en" },
      scope: `${publicUrl}/.default`,
    });
  });

  it.each([
    "",
    "organizations",
    "9188040d-6c67-4c5b-b112-36a304b66dad",
    "contoso",
    "contoso.example/../common",
    "contoso..example",
    "127.0.0.1",
    "ｃontoso.example",
    `${"a".repeat(64)}.example`,
    `${"a.".repeat(130)}example`,
    "<script>alert(1)</script>",
  ])("takes %j for no tenant", async (typed) => {
    const answer = await gateway.get(`/admin?tenant=${encodeURIComponent(typed)}`);
    const { text, links } = readHtml(answer.body);
    // An empty field is a form that was not filled in.
    expect(answer.statusCode).toBe(typed === "" ? 200 : 400);
    expect(links.filter(({ href }) => href.startsWith("https:"))).toEqual([]);
    if (typed !== "") expect(text).toContain("This is neither a tenant ID nor a domain.");
  });

  it("takes no tenant from a parameter that comes twice", async () => {
    const { statusCode, body } = await gateway.get("/admin?tenant=contoso.example&tenant=fabrikam.example");
    expect([statusCode, body.includes("adminconsent")]).toEqual([400, false]);
  });

  it("asks by a form that needs no script and keeps the language", async () => {
    const [form] = (await page("/admin?lang=ja")).forms;
    expect(form).toMatchObject({
      method: "GET",
      action: "/admin#consent",
      fields: [
        ["lang", "ja"],
        ["tenant", ""],
      ],
    });
  });

  it("names what Conditional Access has to target, and the connector's addresses where they are set", async () => {
    const { text } = await page("/admin");
    for (const known of [serverApp, signInApp, "203.0.113.10", "2001:db8::/48", "AADSTS53003"]) {
      expect(text).toContain(known);
    }
    const atEntra = (await page("/admin", {}, direct)).text;
    expect(atEntra).toContain("EGRESS_ADDRESSES");
    // There codes and renewals come from the client.
    expect(atEntra).not.toContain("AADSTS53003");
  });

  it("has only the Server app's link where clients sign in at Entra itself", async () => {
    const links = await consentTo("contoso.example", direct);
    expect(links.map((link) => link.searchParams.get("client_id"))).toEqual([serverApp]);
  });
});

describe("whatever a request holds", () => {
  const markup = fc.constantFrom("<script>", '"', "'", "&", "<", "</title>", "javascript:", "\u0000", "\u202e", "=");
  const hostile = fc
    .tuple(fc.array(fc.oneof(markup, fc.string()), { maxLength: 6 }), fc.array(markup, { maxLength: 3 }))
    .map(([before, after]) => `${before.join("")}zq7${after.join("")}<`);
  const parameter = fc.constantFrom(
    ...["tenant", "lang", "error", "error_description", "error_subcode", "scope", "admin_consent", "state", "code"],
  );
  const header = fc.constantFrom("host", "accept-language", "referer", "x-forwarded-host", "x-forwarded-prefix");
  const path = fc.constantFrom("/", "/admin", "/consented", "/mcp", "/nowhere");

  it("none of it stands on a page", async () => {
    const request = fc.record({ path, parameters: fc.dictionary(parameter, hostile), header, value: hostile });
    const property = fc.asyncProperty(request, async ({ path: at, parameters, header: name, value }) => {
      const sent = { accept: "text/html", [name]: value.replaceAll(/[^\x20-\x7e]/g, "") };
      const { body } = await gateway.get(`${at}?${new URLSearchParams(parameters)}`, sent);
      expect(body).toContain("<!doctype html>");
      expect(body).not.toContain("zq7");
    });
    await fc.assert(property, { numRuns: runs(5_000) });
  });

  it("what starts like a real refusal is shown by its number alone", async () => {
    const property = fc.asyncProperty(hostile, async (text) => {
      const error = new URLSearchParams({ error: text, error_description: `AADSTS65004: ${text}` });
      const refused = (await gateway.get(`/consented?${error}`)).body;
      expect([refused.includes("<code>AADSTS65004</code>"), refused.includes("zq7")]).toEqual([true, false]);
    });
    await fc.assert(property, { numRuns: runs(2_500) });
  });
});

it("behind a prefix of the host, the pages and their links have that prefix", async () => {
  const prefixed = signInGateway({ publicUrl: "https://example.com/m365/mcp" });
  expect((await prefixed.get("/m365/")).statusCode).toBe(200);
  const { links, forms } = await page("/m365/admin?tenant=contoso.example", {}, prefixed);
  expect(forms[0]?.action).toBe("/m365/admin#consent");
  expect(links.filter(({ href }) => href.startsWith("/") && !href.startsWith("/m365/"))).toEqual([]);
  const consents = links.filter(({ href }) => href.startsWith("https:"));
  expect(consents.map(({ href }) => new URL(href).searchParams.get("redirect_uri"))).toEqual([
    "https://example.com/m365/consented",
    "https://example.com/m365/consented",
  ]);
  expect((await prefixed.get("/", { accept: "text/html" })).statusCode).toBe(404);
});

it.each(["/admin", "/consented"])(
  "a server whose own path is %s serves MCP there, and its pages below",
  async (path) => {
    for (const isOn of [true, false]) {
      const server = signInGateway({ isOn, publicUrl: `https://mcp.contoso.example${path}` });
      const call = await server.post(path, "{}", { "content-type": "application/json" });
      expect([call.statusCode, call.headers["www-authenticate"]]).toEqual([401, expect.stringMatching(/^Bearer/)]);
      for (const page of ["/", "/admin", "/consented"]) {
        expect((await server.get(`${path}${page}`)).statusCode).toBe(200);
      }
    }
  },
);
