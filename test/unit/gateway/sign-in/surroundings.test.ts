import { describe, expect, it } from "vitest";
import { newSealingKey } from "#test/support/sealing-key.ts";
import { memorySink, parsed, startAudit } from "#test/unit/gateway/audit/audit-fixture.ts";
import { person } from "./person.ts";
import {
  type Answer,
  codeForm,
  entraCode,
  entraTokens,
  otherTenantId,
  publicUrl,
  question,
  redirectUri,
  refreshForm,
  refusedByEntra,
  signInApp,
  signInGateway,
  targetOf,
  tenantId,
} from "./sign-in-gateway.ts";

const gateway = signInGateway();
const metadataPath = "/.well-known/oauth-authorization-server";
const allowedOrigin = "https://app.contoso.example";

describe("the metadata", () => {
  const addresses = [
    ["/mcp", publicUrl],
    [`/mcp/${tenantId}`, `${publicUrl}/${tenantId}`],
    ["", publicUrl],
  ] as const;

  it.each(addresses)("at %s names that address as issuer and what the sign-in server does", async (path, issuer) => {
    const answer = await gateway.get(`${metadataPath}${path}`);
    expect(answer.json()).toEqual({
      issuer,
      authorization_endpoint: `${issuer}/oauth/authorize`,
      token_endpoint: `${issuer}/oauth/token`,
      registration_endpoint: `${issuer}/oauth/register`,
      scopes_supported: [`${publicUrl}/access_as_user`, "offline_access"],
      response_types_supported: ["code"],
      response_modes_supported: ["query"],
      grant_types_supported: ["authorization_code", "refresh_token"],
      token_endpoint_auth_methods_supported: ["none"],
      code_challenge_methods_supported: ["S256"],
      authorization_response_iss_parameter_supported: true,
    });
  });

  it.each(addresses)(
    "of the resource at %s has that address as resource and as its authorization server",
    async (path, address) => {
      const document = (await gateway.get(`/.well-known/oauth-protected-resource${path}`)).json();
      expect(document).toEqual({
        resource: address,
        authorization_servers: [address],
        scopes_supported: [`${publicUrl}/access_as_user`],
        bearer_methods_supported: ["header"],
      });
    },
  );

  it("is none of OpenID Connect", async () => {
    for (const path of ["", "/mcp"]) {
      expect((await gateway.get(`/.well-known/openid-configuration${path}`)).statusCode).toBe(404);
    }
    expect((await gateway.get("/mcp/.well-known/openid-configuration")).statusCode).toBe(404);
  });

  it("may be read by every page", async () => {
    const answer = await gateway.get(`${metadataPath}/mcp`, { origin: "https://anybody.example" });
    expect(answer.headers["access-control-allow-origin"]).toBe("*");
  });
});

const from = (headers: Record<string, string>): [string, () => Promise<Answer>][] => [
  ["authorize", () => gateway.authorize(question(), headers)],
  ["the root's authorize", () => gateway.authorize(question(), headers, "/authorize")],
  ["approve", () => gateway.sendForm("/mcp/oauth/approve", {}, headers)],
  ["callback", () => gateway.get("/mcp/oauth/callback", headers)],
  ["token", () => gateway.token({}, headers)],
  ["register", () => gateway.register({}, headers)],
  ["the root's token", () => gateway.token({}, headers, "/token")],
  ["the root's register", () => gateway.register({}, headers, "/register")],
];

describe("a request with another Host", () => {
  it.each(from({ host: "attacker.example" }))("is refused at %s", async (_what, send) => {
    const answer = await send();
    expect([answer.statusCode, answer.headers["set-cookie"]]).toEqual([403, undefined]);
  });
});

it.each(["/authorize%", "/mcp/%E0%A4%A/oauth/authorize", "/mcp%ff"])(
  "a path that can't be decoded (%s) is refused without a word of it",
  async (path) => {
    const answer = await gateway.get(path);
    expect([answer.statusCode, answer.json()]).toEqual([400, { error: "invalid_request" }]);
  },
);

describe("a request of a web page", () => {
  it.each(from({ origin: "https://attacker.example" }).slice(4))(
    "that is not allowed is refused at %s",
    async (_what, send) => {
      expect((await send()).statusCode).toBe(403);
    },
  );

  it.each(from({ origin: allowedOrigin }).slice(4))("that is allowed may read %s", async (_what, send) => {
    expect((await send()).headers["access-control-allow-origin"]).toBe(allowedOrigin);
  });

  it.each(from({ origin: allowedOrigin }).slice(0, 4))("can't read %s", async (_what, send) => {
    expect((await send()).headers["access-control-allow-origin"]).toBeUndefined();
  });

  it.each(["/mcp/oauth/token", "/token", "/register"])("may ask before it sends to %s", async (url) => {
    const headers = { host: "mcp.contoso.example", origin: allowedOrigin, "access-control-request-method": "POST" };
    const preflight = await gateway.app.inject({ method: "OPTIONS", url, headers });
    expect(preflight.statusCode).toBe(204);
    expect(preflight.headers["access-control-allow-credentials"]).toBeUndefined();
  });
});

describe("cookies", () => {
  it("come from the page, approve and callback only", async () => {
    const me = person(gateway);
    const setBy = new Set<string>();
    const note = (name: string, answer: Answer) => {
      if (answer.headers["set-cookie"] !== undefined) setBy.add(name);
    };
    const page = await me.open();
    note("page", page);
    const approved = await me.press(page);
    note("approve", approved);
    const back = await me.comeBack({ code: entraCode, state: targetOf(approved).parameters.state ?? "" });
    note("callback", back);
    const tokens = await gateway.token(codeForm(targetOf(back).parameters.code ?? ""), me.cookie());
    expect(tokens.statusCode).toBe(200);
    note("token", tokens);
    note("refresh", await gateway.token(refreshForm(tokens.json().refresh_token), me.cookie()));
    note("register", await gateway.register({ redirect_uris: [redirectUri] }, me.cookie()));
    note("metadata", await gateway.get(`${metadataPath}/mcp`, me.cookie()));
    note("refused question", await gateway.authorize(question({ scope: "x" }), me.cookie()));
    note("problem", await gateway.authorize({}, me.cookie()));
    expect([...setBy]).toEqual(["page", "approve", "callback"]);
  });
});

describe("revocation", () => {
  it.each(["/mcp/oauth/revoke", "/mcp/oauth/revocation", "/revoke"])(
    "is not claimed: %s is not there",
    async (path) => {
      expect((await gateway.token({ token: "x" }, {}, path)).statusCode).toBe(404);
      expect((await gateway.get(`${metadataPath}/mcp`)).body).not.toMatch(/revocation|introspection|userinfo/);
    },
  );
});

describe("every process", () => {
  const keys = [newSealingKey()] as const;
  const whole = ({ statusCode, headers, body }: Answer) => JSON.stringify([statusCode, { ...headers, date: "" }, body]);
  const requests: [string, (at: typeof gateway, headers: Record<string, string>) => Promise<Answer>][] = [
    ["the metadata", (at, headers) => at.get(`${metadataPath}/mcp`, headers)],
    ["a tenant's metadata", (at, headers) => at.get(`${metadataPath}/mcp/${tenantId}`, headers)],
    ["a registration", (at, headers) => at.register({ redirect_uris: [redirectUri] }, headers)],
    ["a refused question", (at, headers) => at.authorize(question({ scope: "x" }), headers)],
    ["a problem", (at, headers) => at.authorize({}, headers)],
    ["a refused token request", (at, headers) => at.token({}, headers)],
  ];

  it.each(requests)("answers %s alike, each time, whatever a request claims of its way", async (_what, send) => {
    const [one, other] = [signInGateway({ keys }), signInGateway({ keys: [newSealingKey()] })];
    const first = whole(await send(one, {}));
    expect(whole(await send(one, {}))).toBe(first);
    expect(whole(await send(other, {}))).toBe(first);
    const misleading = {
      "x-forwarded-host": "attacker.example",
      "x-forwarded-proto": "http",
      "x-original-url": "/evil",
    };
    const more = { forwarded: "host=attacker.example", referer: "https://attacker.example/", cookie: "a=b" };
    expect(whole(await send(one, { ...misleading, ...more }))).toBe(first);
  });

  it("answers for every tenant, enabled or not: nobody can list those that are", async () => {
    const one = signInGateway({ allowedTenants: [tenantId] });
    const seenAt = async (id: string) => {
      const answers = [
        await one.get(`${metadataPath}/mcp/${id}`),
        await one.get(`/.well-known/oauth-protected-resource/mcp/${id}`),
        await one.authorize(question({ scope: "x" }), {}, `/mcp/${id}/oauth/authorize`),
        await one.token(codeForm("x"), {}, `/mcp/${id}/oauth/token`),
      ];
      expect(answers.map(({ statusCode }) => statusCode)).toEqual([200, 200, 302, 400]);
      return answers.map((answer) => whole(answer).replaceAll(id, "the tenant"));
    };
    expect(await seenAt(otherTenantId)).toEqual(await seenAt(tenantId));
  });
});

describe("what is written down", () => {
  it("has nothing of a code, token, state, cookie or query", async () => {
    const { sink, state: disk } = memorySink();
    const refusing = signInGateway({
      audit: startAudit(sink),
      entra: ({ form }) =>
        form.code ? Response.json(entraTokens) : refusedByEntra(50_173, { error_description: "hana.mori" }),
    });
    const me = person(refusing);
    const page = await me.open(question({ state: "secret-state" }));
    const approved = await me.press(page);
    const { state = "" } = targetOf(approved).parameters;
    const back = await me.comeBack({ code: entraCode, state });
    const code = targetOf(back).parameters.code ?? "";
    const tokens = (await refusing.token(codeForm(code))).json();
    await refusing.token(refreshForm(tokens.refresh_token));
    await me.comeBack({ code: entraCode, state });
    const counted = await refusing.counted();
    const written = `${JSON.stringify(counted)}${refusing.log.join("")}`;
    expect(parsed(disk.text).map(({ event }) => event)).toEqual(["chain_opened", "sign_in_step", "signed_in"]);
    expect(counted).toEqual({
      started: 1,
      approved: 1,
      returned: 1,
      signed_in: 1,
      "failed_at_entra invalid_grant": 1,
      "refused no_flow": 1,
    });
    const secrets = [
      entraCode,
      code,
      state,
      "secret-state",
      tokens.refresh_token,
      entraTokens.access_token,
      redirectUri,
    ];
    for (const secret of [...secrets, ...me.cookies.values(), "hana.mori"])
      expect(`${written}${disk.text}`).not.toContain(secret);
    expect(written).not.toContain(signInApp);
    expect(refusing.log.map((line) => JSON.parse(line).problem)).toEqual(["AADSTS50173"]);
  });

  it("counts refusals by their reason, and logs Entra's numbers once, however often they come", async () => {
    let number = 7_000_218;
    const refusing = signInGateway({
      entra: () => Response.json({ error: "invalid_client", error_codes: [number] }, { status: 401 }),
    });
    const me = person(refusing);
    for (let times = 0; times < 3; times += 1) await refusing.token(codeForm(await me.codeFor()));
    number = 7_000_999;
    await refusing.token(codeForm(await me.codeFor()));
    await refusing.register({});
    await refusing.register({ redirect_uris: [redirectUri] });
    await refusing.authorize(question({ redirect_uri: "https://attacker.example/" }));
    await refusing.authorize(question({ scope: "x" }));
    await me.press(await me.open(), "cancel");
    await me.press(await me.open(), "approve", { origin: "null" });
    await refusing.token({});
    expect(await refusing.counted()).toEqual({
      started: 6,
      approved: 4,
      returned: 4,
      cancelled: 1,
      registered: 1,
      "failed_at_entra AADSTS7000218": 3,
      "failed_at_entra server_error": 1,
      "refused foreign_form": 1,
      "refused invalid_client": 1,
      "refused invalid_client_metadata": 1,
      "refused invalid_scope": 1,
      "refused refused_redirect": 1,
    });
    expect(refusing.log.map((line) => JSON.parse(line).problem)).toEqual(["AADSTS7000218", "AADSTS7000999"]);
  });

  it("has no number that only a browser brought", async () => {
    const me = person(gateway);
    for (let times = 0; times < 3; times += 1) {
      const { parameters } = targetOf(await me.press(await me.open()));
      const error = { error: "access_denied", error_description: `AADSTS${123_456 + times}: x` };
      await me.comeBack({ ...error, state: parameters.state ?? "" });
    }
    expect(gateway.log).toEqual([]);
    expect(await gateway.counted()).toMatchObject({ "failed_at_entra access_denied": 3 });
  });
});
