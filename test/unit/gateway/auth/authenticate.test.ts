import { once } from "node:events";
import { type AddressInfo, connect } from "node:net";
import Fastify from "fastify";
import { afterAll, describe, expect, it } from "vitest";

import { authenticatedCaller } from "#gateway/auth/authenticate.ts";
import { until } from "#test/support/until.ts";

import { clientApp, createSignerKey, goodClaims, signToken, tenant, testTime, user } from "./entra-signer.ts";
import { startGuardedServer } from "./guarded-server.ts";

const key = createSignerKey("work-key");
const token = signToken(key, goodClaims({ xms_cc: ["CP1"] }));

const server = await startGuardedServer([key]);
await server.app.listen({ host: "127.0.0.1", port: 0 });

describe("authentication", () => {
  afterAll(() => server.app.close());

  const post = (headers: Record<string, string>, url = "/mcp", payload?: object) =>
    server.app.inject({ method: "POST", url, headers, ...(payload === undefined ? {} : { payload }) });

  it("tells the route who called", async () => {
    const { statusCode, body } = await post({ authorization: `Bearer ${token}` });
    expect({ statusCode, caller: JSON.parse(body) }).toEqual({
      statusCode: 200,
      caller: {
        tokenId: "token-id",
        tenantId: tenant,
        userId: user,
        clientId: clientApp,
        scopes: ["access_as_user"],
        expiresAtSeconds: testTime + 4500,
        understandsClaims: true,
        domain: "contoso.example",
      },
    });
  });

  it.each([
    [["CP1", "other"], true],
    ["cp1", true],
    [["cp2"], false],
    [undefined, false],
  ])("takes xms_cc %j for a client that understands claims: %j", async (xmsCc, understandsClaims) => {
    const { body } = await post({ authorization: `Bearer ${signToken(key, goodClaims({ xms_cc: xmsCc }))}` });
    expect(JSON.parse(body)).toMatchObject({ understandsClaims });
  });

  it.each([
    ["uti", "two words"],
    ["uti", "x".repeat(65)],
    ["uti", 7],
    ["preferred_username", "adele@contoso.example@fabrikam.example"],
    ["preferred_username", `adele@${"x".repeat(256)}`],
    ["preferred_username", "adele@contoso.example, others"],
    ["preferred_username", ["adele@contoso.example"]],
  ])("passes on no %s such as %j, and takes the token all the same", async (claim, value) => {
    const { statusCode, body } = await post({
      authorization: `Bearer ${signToken(key, goodClaims({ [claim]: value }))}`,
    });
    expect(statusCode).toBe(200);
    expect(JSON.parse(body)).not.toHaveProperty(claim === "uti" ? "tokenId" : "domain");
  });

  it.each(["Bearer", "bearer", "BEARER", "bEaReR"])("reads the scheme %s", async (scheme) => {
    expect((await post({ authorization: `${scheme} ${token}` })).statusCode).toBe(200);
  });

  it.each([
    ["no header", {}],
    ["another scheme", { authorization: "Basic dXNlcjpwYXNz" }],
    ["DPoP", { authorization: `DPoP ${token}` }],
    ["the token without a scheme", { authorization: token }],
    ["a scheme that begins alike", { authorization: `BearerX ${token}` }],
    ["a token elsewhere", { "x-access-token": token, cookie: `access_token=${token}`, "proxy-authorization": token }],
  ])("asks to sign in when there is %s", async (_, headers) => {
    const { statusCode, headers: answered } = await post(headers);
    expect(statusCode).toBe(401);
    expect(answered["www-authenticate"]).toMatch(/^Bearer scope="/);
    expect(answered["www-authenticate"]).not.toContain("error");
  });

  it.each(["Bearer", "Bearer ", `Bearer ${token} ${token}`, `Bearer ${token},`, `Bearer\t${token}`, "Bearer ey.ü.x"])(
    "refuses the header %j as no token",
    async (authorization) => {
      expect((await post({ authorization })).statusCode).toBe(401);
    },
  );

  it("takes no token out of the address or the body", async () => {
    const alone = await post({}, `/mcp?access_token=${token}`);
    const inBody = await post({}, "/mcp", { access_token: token });
    expect([alone.statusCode, inBody.statusCode]).toEqual([401, 401]);
    const both = await post({ authorization: `Bearer ${token}` }, `/mcp?x=1&access%5Ftoken=${token}`);
    expect(both.statusCode).toBe(400);
    expect(both.headers["www-authenticate"]).toContain('error="invalid_request"');
  });

  it.each([
    ["the good one first", [`Bearer ${token}`, "Bearer other"]],
    ["the same twice", [`Bearer ${token}`, `Bearer ${token}`]],
    ["another scheme beside it", ["Basic dXNlcjpwYXNz", `Bearer ${token}`]],
  ])("refuses two Authorization headers, %s", async (_, values) => {
    const socket = connect((server.app.server.address() as AddressInfo).port, "127.0.0.1");
    let answer = "";
    socket.setEncoding("utf8").on("data", (chunk) => {
      answer += chunk;
    });
    const lines = ["POST /mcp HTTP/1.1", "Host: x", ...values.map((value) => `Authorization: ${value}`)];
    socket.write(`${[...lines, "Connection: close", "Content-Length: 0"].join("\r\n")}\r\n\r\n`);
    await once(socket, "close");
    expect(answer).toMatch(/^HTTP\/1\.1 400 /);
  });

  it("answers before it has read the body", async () => {
    const socket = connect((server.app.server.address() as AddressInfo).port, "127.0.0.1");
    socket.write("POST /mcp HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 50\r\n\r\n");
    const [answer] = await once(socket, "data");
    expect(String(answer)).toMatch(/^HTTP\/1\.1 401 /);
    socket.destroy();
  });

  it("refuses a body that comes after the caller's organisation was shut out", async () => {
    const slow = await startGuardedServer([key]);
    const address = await slow.app.listen({ host: "127.0.0.1", port: 0 });
    const socket = connect(Number(new URL(address).port), "127.0.0.1");
    const headers = [
      "Host: x",
      `Authorization: Bearer ${token}`,
      "Content-Type: application/json",
      "Content-Length: 2",
    ];
    socket.write(`${["POST /mcp HTTP/1.1", ...headers].join("\r\n")}\r\n\r\n`);
    await until("the caller to be let in", () => (slow.state.policiesAsked > 0 ? true : undefined));
    slow.state.isEnabled = false;
    socket.write("{}");
    const [answer] = await once(socket, "data");
    expect(String(answer)).toMatch(/^HTTP\/1\.1 403 .*is not enabled/s);
    expect(slow.state.served).toBe(0);
    expect(await slow.refusals()).toEqual({ tenant_not_allowed: 1 });
    socket.destroy();
    await slow.app.close();
  });

  it("repeats nothing of a refused token, whatever is wrong with it", async () => {
    const claims = goodClaims({ aud: "canary-aud", oid: "canary-oid", azp: "canary-azp", tid: "canary-tid" });
    const [header, payload, signature] = signToken(key, claims).split(".");
    const { body, headers } = await post({ authorization: `Bearer ${header}.${payload}.${signature}` });
    const answer = `${JSON.stringify(headers)} ${body}`;
    for (const part of [header, payload, signature, "canary"]) expect(answer).not.toContain(part);
  });

  it("counts each challenge and each reason", async () => {
    const counted = await startGuardedServer([key]);
    await counted.call(signToken(key, goodClaims({ aud: "other" })));
    await counted.call(signToken(key, goodClaims({ scp: "other" })));
    await counted.app.inject({ method: "POST", url: "/mcp" });
    expect(await counted.refusals()).toEqual({ audience: 1, scope_missing: 1, missing_token: 1 });
    expect(await counted.registry.metrics()).toMatch(/m365_challenges_total\{kind="sign_in"\} 1/);
  });

  it("does not let a route that forgot it read a caller", async () => {
    const open = Fastify();
    open.decorateRequest("caller", null);
    open.decorateRequest("accessToken", null);
    open.post("/open", async (request) => authenticatedCaller(request));
    expect((await open.inject({ method: "POST", url: "/open" })).statusCode).toBe(500);
  });

  it("gives each request its own caller", async () => {
    const people = Array.from(
      { length: 50 },
      (_, index) => `${String(index).padStart(8, "0")}-dddd-4000-8000-000000000000`,
    );
    const answers = await Promise.all(people.map((oid) => server.call(signToken(key, goodClaims({ oid })))));
    expect(answers.map(({ body }) => JSON.parse(body).userId)).toEqual(people);
  });
});
