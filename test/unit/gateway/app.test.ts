import { once } from "node:events";
import { type AddressInfo, connect, type Socket } from "node:net";
import { describe, expect, it, onTestFinished } from "vitest";
import { createPersonRequests } from "#gateway/admission/local-limits.ts";
import type { RefusedRequest } from "#gateway/audit/audit.ts";
import { postMessage, rawEras } from "#test/support/raw-mcp.ts";
import { unaudited } from "#test/support/unaudited.ts";
import { until } from "#test/support/until.ts";
import { shedFor } from "./admission/shed.ts";
import { signInGateway, twoPeople, verdictOf } from "./sign-in/sign-in-gateway.ts";

/** What `admission-limits.ts` lets a person open who may have no calls. */
const openBesideCalls = 32;

/** A gateway that listens, with two people: the tokens "anna" and "ben". A test holds the clock of their rates. */
async function gateway({
  perSecond = 1_000,
  validated = Promise.resolve(),
}: {
  perSecond?: number;
  validated?: Promise<void>;
} = {}) {
  const refused: RefusedRequest[] = [];
  const personRequests = createPersonRequests({ limitsOf: () => ({ perUser: 0 }), perSecond, now: () => 0 });
  const { app, metrics } = signInGateway({
    publicUrl: "http://localhost/mcp",
    isOn: false,
    personRequests,
    audit: { ...unaudited, requestRefused: (request) => void refused.push(request) },
    async validate(token) {
      await validated;
      return await twoPeople(token);
    },
  });
  await app.listen({ port: 0, host: "127.0.0.1" });
  onTestFinished(() => app.close());
  const { port } = app.server.address() as AddressInfo;
  const send = (method: string, token = "anna", era: (typeof rawEras)[number] = "legacy") =>
    postMessage(era, { id: 1, method, params: {} }, { url: `http://127.0.0.1:${port}/mcp`, token });
  return { app, port, send, refused, metrics };
}

/** A request whose body never comes. */
async function beginRequest(port: number): Promise<{ socket: Socket; status: Promise<string> }> {
  const socket = connect(port, "127.0.0.1").setEncoding("utf8");
  socket.on("error", () => undefined);
  await once(socket, "connect");
  const status = once(socket, "data").then(([text]) => String(text).slice(9, 12));
  status.catch(() => undefined);
  const head = `POST /mcp HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nAuthorization: Bearer anna\r\n`;
  socket.write(`${head}Content-Type: application/json\r\nContent-Length: 60\r\n\r\n`);
  return { socket, status };
}

/** As many such requests as a person may have open. */
async function openAll(port: number) {
  const begun: Awaited<ReturnType<typeof beginRequest>>[] = [];
  onTestFinished(() => {
    for (const { socket } of begun) socket.destroy();
  });
  while (begun.length < openBesideCalls) begun.push(await beginRequest(port));
  return begun;
}

describe.each(rawEras)("requests of one person in the %s era", (era) => {
  it.each(["initialize", "tools/call", "no/such/method"])(
    "are limited in their rate whatever they ask: %s",
    async (method) => {
      const made = await gateway({ perSecond: 1 });
      const statuses = [];
      for (let count = 0; count < 6; count += 1) statuses.push((await made.send(method, "anna", era)).status);
      expect(statuses.slice(0, 4)).not.toContain(429);
      expect(statuses.slice(4)).toEqual([429, 429]);
      expect((await made.send(method, "ben", era)).status).not.toBe(429);
      expect(await shedFor("user_rate", made.metrics)).toBe(2);
    },
  );
});

describe("a person with too many requests", () => {
  it("is told when to come back, in JSON-RPC, and the audit log has who it was", async () => {
    const { send, refused } = await gateway({ perSecond: 1 });
    for (let count = 0; count < 4; count += 1) await (await send("ping")).text();
    const response = await send("ping");
    expect(response.headers.get("retry-after")).toBe("1");
    expect(await response.json()).toEqual({
      jsonrpc: "2.0",
      id: null,
      error: { code: -32_000, message: "You send too many requests. Try again in a second." },
    });
    expect(refused).toEqual([{ reason: "user_rate", caller: verdictOf().caller }]);
  });

  it("may hold so many open, and no more until one of them ends, while others are served", async () => {
    const made = await gateway();
    const held = await openAll(made.port);
    const beyond = await until("a refusal", async () => {
      const response = await made.send("ping");
      return response.status === 429 ? response : undefined;
    });
    expect(await beyond.json()).toMatchObject({
      error: { message: expect.stringContaining("read their answers first") },
    });
    expect((await made.send("ping", "ben")).status).not.toBe(429);
    held.pop()?.socket.destroy();
    await until("room for one", async () => ((await made.send("ping")).status === 429 ? undefined : true));
    expect(await shedFor("user_requests", made.metrics)).toBeGreaterThan(0);
  });

  // proves A21
  it("keeps no connection by a refused request whose body never comes", async () => {
    const made = await gateway();
    await openAll(made.port);
    await until("all are open", async () => ((await made.send("ping")).status === 429 ? true : undefined));
    const refused = await beginRequest(made.port);
    expect(await refused.status).toBe("429");
    await once(refused.socket, "close");
    // Those whose body may still come are open.
    expect((await made.send("ping")).status).toBe(429);
  });

  it("has no request open of which the client went away while its token was validated", async () => {
    const { promise: validated, resolve } = Promise.withResolvers<void>();
    const made = await gateway({ validated });
    const begun = await openAll(made.port);
    const connections = () => new Promise<number>((done) => made.app.server.getConnections((_, count) => done(count)));
    await until("all are there", async () => ((await connections()) === begun.length ? true : undefined));
    for (const { socket } of begun) socket.destroy();
    await until("all have gone", async () => ((await connections()) === 0 ? true : undefined));
    resolve();
    expect((await made.send("ping")).status).not.toBe(429);
  });
});

it("connections that are only kept open don't keep others out when there are too many", async () => {
  const { app, port } = await gateway();
  app.server.maxConnections = 3;
  const idle = [];
  for (let count = 0; count < 3; count += 1) {
    const socket = connect(port, "127.0.0.1").setEncoding("utf8");
    socket.on("error", () => undefined);
    socket.write(`GET /.well-known/oauth-protected-resource HTTP/1.1\r\nHost: a\r\n\r\n`);
    expect(String((await once(socket, "data"))[0])).toContain("200 OK");
    idle.push(once(socket, "close"));
  }
  const response = await until("somebody else gets in", () =>
    fetch(`http://127.0.0.1:${port}/.well-known/oauth-protected-resource`).catch(() => undefined),
  );
  expect(response.status).toBe(200);
  await Promise.all(idle);
});
