import { describe, expect, it } from "vitest";
import { readHtml } from "#test/support/sign-in/read-html.ts";
import { ownOrigin, publicUrl, signInGateway, tenantId } from "../sign-in/sign-in-gateway.ts";

const browser = { accept: "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8" };
const machines = [
  {},
  { accept: "*/*" },
  { accept: "application/json" },
  { accept: "application/json, text/event-stream" },
  { accept: "application/json, text/plain, */*" },
];

const on = signInGateway();
const off = signInGateway({ isOn: false });

const places: readonly [path: string, status: number, title: string, error: string][] = [
  ["/mcp", 401, "This address is for your client", "sign_in_required"],
  [`/mcp/${tenantId}`, 401, "This address is for your client", "sign_in_required"],
  ["/nowhere", 404, "There is no page at this address", "not_found"],
  ["/mcp/not-a-tenant", 404, "There is no page at this address", "not_found"],
  ["/mcp/oauth/token", 404, "There is no page at this address", "not_found"],
  ["/.well-known/openid-configuration", 404, "There is no page at this address", "not_found"],
  ["/.well-known/oauth-protected-resource/elsewhere", 404, "There is no page at this address", "not_found"],
  ["/%E0%A4%A", 400, "This address can't be read", "invalid_request"],
];

describe.each(places)("GET %s", (path, status, title, error) => {
  it("is a page in a browser, in the person's language, with the same status", async () => {
    const { statusCode, headers, body } = await on.get(path, browser);
    expect([statusCode, readHtml(body).title]).toEqual([status, title]);
    expect(headers).toMatchObject({ "content-type": "text/html; charset=utf-8", "cache-control": "no-store" });
    expect(headers["content-security-policy"]).toContain("default-src 'none'; style-src");
    expect(Number(headers["content-length"])).toBe(Buffer.byteLength(body));
    const [, code = "none"] = /give this code: <code>(\w+)<\/code>/.exec(body) ?? [];
    const japanese = await on.get(path, { ...browser, "accept-language": "ja" });
    expect(japanese.body).toContain('<html lang="ja">');
    expect(japanese.body).toContain(`次のコードをお伝えください: <code>${code}</code>`);
  });

  it("is for programs what it is without pages", async () => {
    for (const accept of machines) {
      const { statusCode, headers, body } = await on.get(path, accept);
      expect([statusCode, JSON.parse(body).error]).toEqual([status, error]);
      expect(headers["content-type"]).toMatch(/^application\/json/);
      expect(headers["content-security-policy"]).toBeUndefined();
    }
  });
});

describe("a refusal that a browser shows", () => {
  it("keeps its challenge", async () => {
    const [page, json] = [await on.get("/mcp", browser), await on.get("/mcp")];
    expect(page.headers["www-authenticate"]).toMatch(/^Bearer /);
    expect(page.headers["www-authenticate"]).toBe(json.headers["www-authenticate"]);
  });

  it("has the address to copy, but at a tenant's own address not that of all", async () => {
    expect((await on.get("/mcp", browser)).body).toContain(`>${publicUrl}</textarea>`);
    expect((await on.get(`/mcp/${tenantId}`, browser)).body).not.toContain(`>${publicUrl}</textarea>`);
  });

  it("names no address of ours under a foreign name", async () => {
    for (const gateway of [on, off]) {
      for (const path of ["/", "/admin", "/mcp", "/authorize"]) {
        const { statusCode, body } = await gateway.get(path, { ...browser, host: "attacker.example" });
        const { title, links, text } = readHtml(body);
        expect([statusCode, title]).toEqual([403, "This server does not answer under this name"]);
        expect(links).toEqual([]);
        expect(text).not.toContain(new URL(publicUrl).host);
      }
    }
  });

  it("leaves refusals of other origins, and of what is sent, to programs", async () => {
    const foreign = await on.get("/mcp", { ...browser, origin: "https://attacker.example" });
    expect(foreign.statusCode).toBe(403);
    expect(foreign.headers["content-type"]).toMatch(/^application\/json/);
    const sent = await on.post("/nowhere", "{}", { ...browser, "content-type": "application/json", origin: ownOrigin });
    expect(sent.json()).toEqual({ error: "not_found" });
  });

  it("leaves the pages of the sign-in as they are", async () => {
    const page = await on.get("/mcp/oauth/authorize?client_id=x", browser);
    expect([page.statusCode, readHtml(page.body).title]).toEqual([400, "This server does not know the app"]);
    const notOffered = await off.get("/authorize", browser);
    expect([notOffered.statusCode, readHtml(notOffered.body).title]).toEqual([
      404,
      "People don't sign in at this server",
    ]);
  });

  it("answers HEAD with the headers alone", async () => {
    const { host } = new URL(publicUrl);
    const { statusCode, headers, body } = await on.app.inject({
      method: "HEAD",
      url: "/mcp",
      headers: { ...browser, host },
    });
    expect([statusCode, body]).toEqual([401, ""]);
    expect(headers["content-type"]).toBe("text/html; charset=utf-8");
  });
});

it.each(["/authorize", "/mcp/oauth/authorize", `/mcp/${tenantId}/oauth/authorize`, "/mcp/oauth/callback"])(
  "says at %s without parameters that apps open it",
  async (path) => {
    const page = await on.get(path, browser);
    expect([page.statusCode, readHtml(page.body).title]).toEqual([400, "This address is opened by apps"]);
  },
);
