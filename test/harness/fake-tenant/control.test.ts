import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { Agent, request } from "undici";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createControlClient } from "#test/fake-tenant/control/control-client.ts";
import { controlMethods, type FakeControl } from "#test/fake-tenant/control/fake-control.ts";
import { type Fixture, listOf, startFixture } from "./fixture.ts";

let fixture: Fixture;
let remote: FakeControl;
beforeAll(async () => {
  fixture = await startFixture();
  remote = createControlClient(fixture.tenant.controlUrl);
});
afterAll(() => fixture.close());

describe("the control door", () => {
  it("offers everything that the control in process offers", async () => {
    expect([...controlMethods].sort()).toEqual(Object.keys(fixture.tenant.control).sort());
    expect(await remote.directory()).toEqual(await fixture.tenant.control.directory());
  });

  it("acts on the same world", async () => {
    const user = await remote.addUser({ tenantId: fixture.home.id, alias: "remote", displayName: "Remote" });
    const message = await remote.addMessage(user.id, { subject: "From afar" });
    const answer = await fixture.graph(user, "/me/messages?$select=id,subject");
    expect(listOf(answer)[0]).toMatchObject({ id: message.id, subject: "From afar" });
    await remote.addRule({ door: "graph", match: { userId: user.id }, times: 1, response: { status: 503 } });
    expect((await fixture.graph(user, "/me/messages")).status).toBe(503);
    expect((await remote.stats()).requests.some(({ userId, status }) => userId === user.id && status === 503)).toBe(
      true,
    );
  });

  it("passes failures on with their message", async () => {
    await expect(remote.addMessage("nobody", { subject: "x" })).rejects.toThrow("The fake cloud has no user nobody.");
    const { statusCode } = await request(`${fixture.tenant.controlUrl}/nonsense`, { method: "POST" });
    expect(statusCode).toBe(400);
  });

  it("forgets scripts but keeps data when reset", async () => {
    await remote.setBehaviour({ graphLatencyMs: 1, mailboxConcurrencyLimit: null });
    await remote.advanceClock(3_600_000);
    await remote.addRule({ door: "graph", match: {}, response: { status: 500 } });
    await remote.resetScript();
    expect(await remote.setBehaviour({})).toMatchObject({ mailboxConcurrencyLimit: 4 });
    expect((await fixture.graph(fixture.person("hana.mori"), "/me")).status).toBe(200);
    expect((await remote.stats()).requests).toHaveLength(1);
  });

  it("moves the clock, so that tokens expire at will", async () => {
    const token = await remote.mintToken({ shape: "graph" });
    const me = () =>
      fixture.send(`${fixture.tenant.graphBaseUrl}/v1.0/me`, { headers: { authorization: `Bearer ${token}` } });
    expect((await me()).status).toBe(200);
    await remote.advanceClock(2 * 3_600_000);
    expect((await me()).status).toBe(401);
    await remote.resetScript();
  });
});

describe("the fake tenant as its own process", () => {
  const main = fileURLToPath(new URL("../../fake-tenant/main.ts", import.meta.url));

  async function start(flags: string[]) {
    const child = spawn(process.execPath, [main, ...flags], { stdio: ["pipe", "pipe", "inherit"] });
    const [line] = (await once(createInterface({ input: child.stdout }), "line")) as [string];
    const exited = once(child, "exit") as Promise<[number | null, string | null]>;
    return {
      child,
      exited,
      addresses: JSON.parse(line) as Record<
        "authorityHost" | "graphBaseUrl" | "caCertificatePath" | "controlUrl",
        string
      >,
    };
  }

  it("says where it listens in one JSON line, and ends on SIGTERM with its files", async () => {
    const { child, exited, addresses } = await start([]);
    const agent = new Agent({ connect: { ca: readFileSync(addresses.caCertificatePath) } });
    const keys = await request(`${addresses.authorityHost}/common/discovery/v2.0/keys`, { dispatcher: agent });
    expect(keys.statusCode).toBe(200);
    await keys.body.dump();
    expect((await createControlClient(addresses.controlUrl).directory()).tenants).toHaveLength(3);
    await agent.destroy();
    child.kill("SIGTERM");
    expect(await exited).toEqual([0, null]);
    expect(existsSync(addresses.caCertificatePath)).toBe(false);
  });

  it("ends when its parent goes away", async () => {
    const { child, exited } = await start(["--with-parent"]);
    child.stdin.end();
    expect(await exited).toEqual([0, null]);
  });
});
