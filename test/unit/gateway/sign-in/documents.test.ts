import { describe, expect, it } from "vitest";
import { newSealingKey } from "#test/support/sealing-key.ts";
import { clientDocuments } from "#test/support/sign-in/client-profiles.ts";
import { person } from "./person.ts";
import { documentOf, documentUrl, type Played, playedNetwork } from "./played-documents.ts";
import {
  codeForm,
  question,
  refreshForm,
  type SignInGatewayOptions,
  signInGateway,
  tenantId,
} from "./sign-in-gateway.ts";

const asking = (client_id: string, changes: Record<string, string> = {}) => question({ client_id, ...changes });

/** What a person sees who comes with this client_id, when the client's host answers so. */
async function pageFor(played: Played, client_id = documentUrl) {
  const internet = playedNetwork(() => played);
  const gateway = signInGateway({ documents: internet.network });
  const page = await gateway.authorize(asking(client_id));
  expect([page.headers.location, internet.open()]).toEqual([undefined, 0]);
  return { page, internet, counted: await gateway.counted() };
}

describe("the metadata", () => {
  it.each(["/mcp", `/mcp/${tenantId}`, ""])("at %s say whether documents of clients are read", async (path) => {
    const at = `/.well-known/oauth-authorization-server${path}`;
    const on = signInGateway({ documents: playedNetwork().network });
    expect((await on.get(at)).json()).toMatchObject({ client_id_metadata_document_supported: true });
    expect((await signInGateway().get(at)).json()).not.toHaveProperty("client_id_metadata_document_supported");
  });
});

describe("without documents", () => {
  it("the URL of one is the id of nobody", async () => {
    const gateway = signInGateway();
    expect((await gateway.authorize(asking(documentUrl))).statusCode).toBe(400);
    const answer = await gateway.token(codeForm("x", { client_id: documentUrl }));
    expect([answer.statusCode, answer.json().error]).toEqual([401, "invalid_client"]);
  });
});

describe("with documents of known hosts only", () => {
  const known = [...clientDocuments.map(({ client_id }) => client_id), "https://vscode.dev/oauth/client-metadata.json"];

  it.each(known)("the client of %s is known", async (client_id) => {
    const gateway = signInGateway({ documents: playedNetwork().network, ofAnyHost: false });
    expect((await gateway.authorize(asking(client_id))).statusCode).toBe(200);
  });

  it.each([documentUrl, "https://x.claude.ai/c", "https://claude.ai.contoso.example/c"])(
    "nothing is looked up for %s: a page says so, and the log once what to set",
    async (client_id) => {
      const internet = playedNetwork();
      const gateway = signInGateway({ documents: internet.network, ofAnyHost: false });
      for (let count = 0; count < 2; count += 1) {
        const page = await gateway.authorize(asking(client_id));
        expect([page.statusCode, page.body.includes("reads such pages of some apps")]).toEqual([400, true]);
      }
      expect(gateway.log.filter((line) => line.includes("SIGN_IN_CIMD=any"))).toHaveLength(1);
      const answer = await gateway.token(codeForm("x", { client_id }));
      expect([answer.statusCode, answer.json().error]).toEqual([401, "invalid_client"]);
      expect([internet.resolved, internet.asked]).toEqual([[], []]);
    },
  );
});

const claudeCode = "https://claude.ai/oauth/claude-code-client-metadata";
const chatGpt = "https://chatgpt.com/oauth/IbUR3zxyNQ16/client.json";

describe("a client that describes itself in a document", () => {
  it.each<[who: string, document: Record<string, unknown>, redirect: string, shown: string[]]>([
    [
      "Claude Code",
      documentOf(claudeCode, {
        client_name: "Claude Code",
        redirect_uris: ["http://localhost/callback", "http://127.0.0.1/callback"],
      }),
      "http://localhost:53682/callback",
      ["calls itself “Claude Code”</bdi></dd><dd>described at claude.ai</dd>", "port 53682"],
    ],
    [
      "ChatGPT, which can do without the key that it prefers",
      documentOf(chatGpt, {
        client_name: "ChatGPT",
        redirect_uris: ["https://chatgpt.com/connector/oauth/IbUR3zxyNQ16"],
        token_endpoint_auth_method: "private_key_jwt",
        token_endpoint_auth_methods_supported: ["none", "private_key_jwt"],
        jwks_uri: "https://chatgpt.com/oauth/jwks.json",
      }),
      "https://chatgpt.com/connector/oauth/IbUR3zxyNQ16",
      ["<dd>ChatGPT</dd><dd>described at chatgpt.com</dd>"],
    ],
    [
      "one that says no more than it has to",
      documentOf(documentUrl, { token_endpoint_auth_method: undefined }),
      "http://localhost:7/callback",
      ["described at client.contoso.example"],
    ],
  ])("signs in, gets tokens and renews them: %s", async (_who, document, redirect_uri, shown) => {
    const client_id = String(document.client_id);
    const internet = playedNetwork(() => ({ body: document }));
    const gateway = signInGateway({ documents: internet.network });
    const me = person(gateway);
    for (const path of ["/mcp", `/mcp/${tenantId}`]) {
      const page = await me.open(asking(client_id, { redirect_uri }), `${path}/oauth/authorize`);
      expect(page.statusCode, page.body).toBe(200);
      for (const words of shown) expect(page.body).toContain(words);
      const code = await me.codeFor(asking(client_id, { redirect_uri }), `${path}/oauth/authorize`);
      const form = codeForm(code, { client_id, redirect_uri });
      const tokens = (await gateway.token(form, {}, `${path}/oauth/token`)).json();
      const renewal = refreshForm(tokens.refresh_token, { client_id });
      expect((await gateway.token(renewal, {}, `${path}/oauth/token`)).json()).toMatchObject({ token_type: "Bearer" });
    }
    expect(internet.asked).toEqual([{ url: client_id, addresses: ["93.184.216.34"] }]);
  });

  it("is told apart from another one, and from one that registered the same", async () => {
    const gateway = signInGateway({ documents: playedNetwork().network });
    const code = await person(gateway).codeFor(asking(documentUrl));
    const { client_id: registered } = (
      await gateway.register({ redirect_uris: ["http://localhost/callback"], client_name: "Codex" })
    ).json();
    for (const client_id of ["https://other.contoso.example/oauth/client.json", registered]) {
      expect((await gateway.token(codeForm(code, { client_id }))).json().error).toBe("invalid_grant");
    }
    expect((await gateway.token(codeForm(code, { client_id: documentUrl }))).statusCode).toBe(200);
  });

  it("is named as harmless text, and its host in the person's language", async () => {
    const { network } = playedNetwork((url) => ({ body: documentOf(url, { client_name: "<b>Cl\u202eaude\u0000" }) }));
    const gateway = signInGateway({ documents: network });
    const { body } = await gateway.authorize(asking(documentUrl), { "accept-language": "ja" });
    expect(body).toContain("「&lt;b&gt;Claude」と名乗るアプリ</bdi></dd><dd>client.contoso.example の説明による</dd>");
  });

  it("has no host on the page when it registered", async () => {
    const gateway = signInGateway({ documents: playedNetwork().network });
    const client_id = await gateway.clientIdFor("http://localhost/callback");
    expect((await gateway.authorize(asking(client_id))).body).not.toContain("described at");
  });

  it.each([
    ["an address that is not in the document", ["http://localhost/other"], "http://localhost:1/callback", "another"],
    ["another loopback host", ["http://127.0.0.1/callback"], "http://localhost:1/callback", "another"],
    ["its own that is not allowed", ["https://a.example/cb"], "https://a.example/cb", "can&#39;t sign in"],
    ["its own custom scheme", ["evil://cb"], "evil://cb", "can&#39;t sign in"],
  ])("gets no code at %s", async (_what, redirect_uris, redirect_uri, words) => {
    const { network } = playedNetwork((url) => ({ body: documentOf(url, { redirect_uris }) }));
    const page = await signInGateway({ documents: network }).authorize(asking(documentUrl, { redirect_uri }));
    expect([page.statusCode, page.headers.location]).toEqual([400, undefined]);
    expect(page.body).toContain(words);
  });

  it("keeps its code and refresh token when its host is down: the token endpoint asks nobody", async () => {
    let isDown = false;
    const internet = playedNetwork(() => (isDown ? { status: 503 } : {}));
    const options: SignInGatewayOptions = { documents: internet.network, keys: [newSealingKey()] };
    const [one, other] = [signInGateway(options), signInGateway(options)];
    const code = await person(one).codeFor(asking(documentUrl));
    isDown = true;
    const resolved = [...internet.resolved];
    const tokens = await other.token(codeForm(code, { client_id: documentUrl }));
    const again = await other.token(refreshForm(tokens.json().refresh_token, { client_id: documentUrl }));
    expect([tokens.statusCode, again.statusCode, internet.resolved]).toEqual([200, 200, resolved]);
    expect((await other.authorize(asking(documentUrl))).statusCode).toBe(503);
  });
});

describe("a client_id that is no URL of a document", () => {
  const host = "client.contoso.example";

  it.each([
    ["plain http", `http://${host}/c`],
    ["an upper-case scheme", `HTTPS://${host}/c`],
    ["an IPv4 address", "https://93.184.216.34/c"],
    ["an IPv4 address with a hex end", "https://93.184.0xd822/c"],
    ["an IPv6 address", "https://[2606:2800:220:1::1]/c"],
    ["a name without a dot", "https://localhost/c"],
    ["a dot behind the name", `https://${host}./c`],
    ["an empty label", "https://client..example/c"],
    ["an upper-case name", "https://Client.contoso.example/c"],
    ["a name that is not ASCII", "https://clіent.contoso.example/c"],
    ["another port", `https://${host}:8443/c`],
    ["a user", `https://user@${host}/c`],
    ["a query", `https://${host}/c?x=1`],
    ["a fragment", `https://${host}/c#x`],
    ["no path", `https://${host}`],
    ["an empty path", `https://${host}/`],
    ["two dots", `https://${host}/a/../c`],
    ["encoded dots", `https://${host}/a/%2e%2E/c`],
    ["a backslash", `https://${host}\\c`],
    ["a line break", `https://${host}/c\n`],
    ["a blank in front", ` https://${host}/c`],
    ["more than 2,000 letters", `https://${host}/${"c".repeat(2_000)}`],
  ])("because it has %s is unknown, and nothing is looked up or fetched", async (_what, client_id) => {
    const internet = playedNetwork();
    const gateway = signInGateway({ documents: internet.network });
    const page = await gateway.authorize(asking(client_id));
    expect([page.statusCode, page.headers.location]).toEqual([400, undefined]);
    expect(page.body).toContain("does not know the app");
    const answer = await gateway.token(codeForm("x", { client_id }));
    expect([answer.statusCode, answer.json().error]).toEqual([401, "invalid_client"]);
    expect([internet.resolved, internet.asked]).toEqual([[], []]);
  });
});

describe("a document", () => {
  it.each<[string, string[]]>([
    ["is private", ["10.0.0.1"]],
    ["is this computer", ["127.0.0.1"]],
    ["is a cloud's metadata service", ["169.254.169.254"]],
    ["is private beside a public one", ["93.184.216.34", "192.168.1.1"]],
    ["is none", []],
  ])("of a host whose address %s is not asked for: a page says so, with 503", async (_what, addresses) => {
    const { page, internet, counted } = await pageFor({ addresses });
    expect(page.statusCode).toBe(503);
    expect(page.body).toContain("could not fetch that page");
    expect(internet.asked).toEqual([]);
    expect(counted).toEqual({ "refused document_unreachable": 1 });
  });

  it.each([301, 302, 307, 304, 201, 204, 206, 404, 500])("that comes with status %i is none", async (status) => {
    const { page, internet } = await pageFor({ status, headers: { location: "https://elsewhere.example/c" } });
    expect(page.statusCode).toBe(503);
    expect(page.body).toContain("could not fetch that page");
    expect(internet.asked).toHaveLength(1);
  });

  it("that can't be fetched for any other reason is none either", async () => {
    const failing = playedNetwork(() => Promise.reject(new Error("socket hang up")));
    const page = await signInGateway({ documents: failing.network }).authorize(asking(documentUrl));
    expect([page.statusCode, page.body.includes("hang up")]).toEqual([503, false]);
  });

  const changed = (changes: Record<string, unknown>): Played => ({ body: documentOf(documentUrl, changes) });
  const padded = (bytes: number): Played => {
    const empty = JSON.stringify(documentOf(documentUrl, { pad: "" })).length;
    return changed({ pad: "x".repeat(bytes - empty) });
  };

  it.each<[string, Played]>([
    ["HTML", { headers: { "content-type": "text/html" }, body: "<!doctype html>" }],
    ["JSON as text", { headers: { "content-type": "text/plain" } }],
    ["something that only ends like JSON", { headers: { "content-type": "application/xjson" } }],
    ["of two types", { headers: { "content-type": ["application/json", "text/html"] } }],
    ["of no type", { headers: { "content-type": undefined } }],
    ["larger than 5 kB", padded(5 * 1024 + 1)],
    ["no JSON", { body: "{" }],
    ["without a client_id", changed({ client_id: undefined })],
    ["another client's", changed({ client_id: "https://other.contoso.example/oauth/client.json" })],
    ["the same but for a slash", changed({ client_id: `${documentUrl}/` })],
    ["the same but for its case", changed({ client_id: documentUrl.toUpperCase() })],
    ["without a name", changed({ client_name: undefined })],
    ["with a name that can't be seen", changed({ client_name: "\u200b\u202e" })],
    ["without redirect addresses", changed({ redirect_uris: undefined })],
    ["for a client with a key", changed({ token_endpoint_auth_method: "private_key_jwt" })],
    [
      "for a client with a key, whatever else it could do",
      changed({
        token_endpoint_auth_method: undefined,
        token_endpoint_auth_methods_supported: ["private_key_jwt", "tls_client_auth"],
      }),
    ],
    ["with a secret", changed({ client_secret: "s" })],
    ["with a secret that is null", changed({ client_secret: null })],
    ["with the end of a secret", changed({ client_secret_expires_at: 0 })],
    ["for another grant", changed({ grant_types: ["client_credentials"] })],
  ])("that is %s can't be used: a page says so, with 503", async (_what, played) => {
    const { page, counted } = await pageFor(played);
    expect([page.statusCode, counted]).toEqual([503, { "refused document_unfit": 1 }]);
    expect(page.body).toContain("no such description, or not this app&#39;s");
  });

  it.each<[string, Played]>([
    ["is 5 kB", padded(5 * 1024)],
    ["names its charset", { headers: { "content-type": "application/json; charset=utf-8" } }],
    ["is of a more specific type", { headers: { "content-type": "application/oauth-client+json" } }],
    ["says more than is needed", changed({ logo_uri: "http://169.254.169.254/", jwks_uri: "https://10.0.0.1/" })],
  ])("is good when it %s", async (_what, played) => {
    const { page, internet } = await pageFor(played);
    expect([page.statusCode, internet.asked.length]).toEqual([200, 1]);
  });

  it("is asked for at each address that was found for its host", async () => {
    const { network, asked } = playedNetwork(() => ({ addresses: ["93.184.216.34", "2606:2800:220:1::1"] }));
    await signInGateway({ documents: network }).authorize(asking(documentUrl), { cookie: "a=b", "user-agent": "x" });
    expect(asked).toEqual([{ url: documentUrl, addresses: ["93.184.216.34", "2606:2800:220:1::1"] }]);
  });
});
