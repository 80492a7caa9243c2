// proves P4

import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { catalog } from "#common/tools/catalog.ts";
import { compositeNames } from "#gateway/composites/composites.ts";
import type { DirectoryUser } from "#test/fake-tenant/control/control-types.ts";
import { registeredPermissions } from "#test/fake-tenant/data/registered-permissions.ts";
import { connectModern } from "#test/support/mcp-clients.ts";
import { isThorough } from "#test/support/property-runs.ts";
import { postMessage, postToolCall, readRpcAnswer } from "#test/support/raw-mcp.ts";
import { type Stack, startStack } from "#test/support/stack.ts";
import { clientFor, membersWithMail } from "#test/support/tool-answers.ts";
import { until } from "#test/support/until.ts";
import type { CallName } from "./revocation/own-calls.ts";
import { personOf } from "./revocation/person.ts";
import { revocations } from "./revocation/revocations.ts";

/** All calls that a row doesn't block are made in the stage `properties`. */
const partsOfRest = 8;

test("every tool, composite or not, is blocked by what some row revokes", () => {
  const blocked = new Set(revocations.flatMap(({ refusals }) => Object.keys(refusals)));
  const needing = catalog.filter(
    ({ name, permissions }) => name !== "read_resource" && permissions[0].scopes.length > 0,
  );
  const names = [...needing.map(({ name }) => name), ...compositeNames];
  expect(names.filter((name) => !blocked.has(name))).toEqual([]);
});

/** How long a worker keeps a token has nothing to do with what is revoked, and is tried in the stage `properties`. */
const keptForSeconds = isThorough ? [0, 5] : [0];

function expectAnswered(result: unknown, name: string): void {
  expect(result, name).toHaveProperty("content");
  expect(result, name).not.toHaveProperty("isError");
}

describe.each(keptForSeconds)("with exchanged tokens kept for %i s", (capSeconds) => {
  let stack: Stack;
  let tenantId: string;
  let somebody: DirectoryUser;

  /** Whose grants are theirs alone. */
  const newcomer = (alias: string) => stack.fake.control.addUser({ tenantId, alias, displayName: alias });

  beforeAll(async () => {
    // At debug a worker logs how each run ended.
    const workerEnvironment = { OBO_CACHE_MAX_SECONDS: String(capSeconds), LOG_LEVEL: "debug" };
    stack = await startStack({ workers: 2, workerEnvironment });
    [somebody] = await membersWithMail(stack.fake);
    tenantId = somebody.tenantId;
    // Nobody has anything by the tenant's own consent.
    await stack.fake.control.setGrants(tenantId, []);
    await stack.fake.control.setGrants(tenantId, ["User.Read"], somebody.id);
  });
  afterAll(() => stack.stop());

  const all = revocations.map((row, index) => ({ ...row, index, blocked: Object.keys(row.refusals) as CallName[] }));
  const rows = capSeconds === 0 ? all : all.filter(({ revoked }) => `${revoked}` === "Mail.Read" || revoked.length > 1);
  test.concurrent.each(rows)(
    "revoking $revoked takes $blocked away, and nothing else",
    async ({ granted, revoked, blocked, refusals, index }) => {
      const person = await personOf(stack, { tenantId, userId: (await newcomer(`row-${index}`)).id });
      await person.grant(granted);
      await person.untilOffered(granted);
      for (const name of blocked) expectAnswered(await person.ask(name), name);
      if (capSeconds > 0) await person.untilKnownToAllWorkers();
      const left = granted.filter((scope) => !revoked.includes(scope));
      await person.grant(left);
      const okUntilMs = Date.now() + capSeconds * 1_000;
      await person.untilOffered(left);
      for (const name of blocked.slice(0, 1)) await person.untilRefusedByAllWorkers(name, okUntilMs);

      for (const name of blocked) {
        const [words = "", permission = ""] = refusals[name] ?? [];
        const { AZURE_CLIENT_ID: clientId } = stack.environment;
        const adminConsentUrl = `${stack.fake.authorityHost}/${tenantId}/adminconsent?client_id=${clientId}`;
        const text =
          `permission_missing: ${words} The organisation has not granted this connector the Microsoft Graph ` +
          `permission ${permission}. An Entra administrator can grant it. ${adminConsentUrl} This link grants all ` +
          "permissions registered for the connector.";
        const error = { code: "permission_missing", missingScopes: permission.split(" and "), adminConsentUrl };
        const refused = { content: [{ type: "text", text }], _meta: { "m365-connector/error": error } };
        expect(await person.ask(name)).toMatchObject(refused);
      }
      const rest = person.callNames.filter((one) => !blocked.includes(one));
      // In daily use each row asks for a part, the next one for another, so that all are asked.
      for (const name of rest.filter((_name, at) => isThorough || at % partsOfRest === index % partsOfRest)) {
        expectAnswered(await person.ask(name), name);
      }
    },
  );

  test.concurrent("tools/list may be kept by the client alone, and no longer than the exchanged token", async () => {
    const token = await stack.fake.control.mintToken({ userId: somebody.id });
    const list = { id: 1, method: "tools/list" };
    const ttlMs = async () => {
      const answer = await postMessage("modern", list, { url: stack.gateways[0].mcpUrl, token });
      const { result } = await readRpcAnswer(answer);
      expect(result).toMatchObject({ cacheScope: "private", ttlMs: expect.any(Number) });
      expect(Number(result?.ttlMs)).toBeLessThanOrEqual(capSeconds * 1_000);
      return Number(result?.ttlMs);
    };
    if (capSeconds === 0) expect(await ttlMs()).toBe(0);
    // Of a token that is about to end, or a worker that is too busy to say, nothing may be kept.
    else await until("a list that may be kept", async () => (await ttlMs()) > 0);
  });

  // Where tokens are kept, it depends on the worker whether a call needs an exchange of its own.
  if (capSeconds > 0) return;
  test("Graph's 403 causes one more exchange, whichever worker gets it", async () => {
    const { control } = stack.fake;
    const { id: userId } = await newcomer("refused");
    const token = await control.mintToken({ userId });
    await control.setGrants(tenantId, registeredPermissions, userId);
    const denied = { status: 403, body: { error: { code: "ErrorAccessDenied", message: "Access is denied." } } };
    await control.addRule({ door: "graph", match: { userId }, response: denied });
    const calls = 12;
    const search = { url: stack.gateways[0].mcpUrl, token, tool: "outlook_email_search" };
    for (let call = 0; call < calls; call += 1) {
      const answer = await postToolCall("modern", search);
      expect(await answer.text()).toContain("forbidden: ");
    }
    const { requests } = await control.stats();
    expect(requests.filter((request) => request.grant === "obo" && request.userId === userId)).toHaveLength(calls + 1);
  });
});

describe("what callers may use", () => {
  let stack: Stack;

  beforeAll(async () => {
    stack = await startStack({ workers: 0 });
  });
  afterAll(() => stack.stop());

  // Before there is a worker.
  describe("tools/list", () => {
    let token: string;
    beforeAll(async () => {
      token = await stack.fake.control.mintToken();
    });

    test("is the whole catalog when no worker answers, and does not wait for one", async () => {
      const client = await connectModern(stack.gateways[0].mcpUrl, token);
      const since = Date.now();
      expect((await client.listTools()).map(({ name }) => name)).toEqual(catalog.map(({ name }) => name));
      expect(Date.now() - since).toBeLessThan(20_000);
      await client.close();
    });

    test("is narrowed by the person, in the address and by a header, and never widened", async () => {
      const listed = async (query: string, header?: string) => {
        const url = `${stack.gateways[0].mcpUrl}${query}`;
        const headers = header === undefined ? {} : { "x-mcp-tools": header };
        const response = await postMessage("legacy", { id: 1, method: "tools/list" }, { url, token, headers });
        const { result } = await readRpcAnswer(response);
        return ((result?.tools ?? []) as { name: string }[]).map(({ name }) => name);
      };
      const lists = await Promise.all([
        listed("?tools=read_resource"),
        listed("", "outlook_email_search, read_resource"),
        listed("?tools=outlook_email_search", "read_resource"),
        listed("?tools=read_resource,send_mail"),
      ]);
      expect(lists).toEqual([["read_resource"], ["outlook_email_search", "read_resource"], [], ["read_resource"]]);
      const call = { url: `${stack.gateways[0].mcpUrl}?tools=read_resource`, token, tool: "outlook_email_search" };
      expect((await readRpcAnswer(await postToolCall("modern", call))).error?.code).toBe(-32_602);
    });
  });

  describe("somebody whose organisation grants little", () => {
    let members: DirectoryUser[];
    beforeAll(async () => {
      await stack.startWorker();
      const people = await membersWithMail(stack.fake);
      await stack.fake.control.setGrants(people[0].tenantId, ["User.Read"]);
      members = people;
    });

    /** A client of another person, with permissions of their own. */
    async function clientOf(at: number, scopes: readonly string[]) {
      const { id = "", tenantId = "" } = members[at] ?? {};
      if (scopes.length > 0) await stack.fake.control.setGrants(tenantId, scopes, id);
      return await clientFor(stack, { id });
    }

    test("sees all tools when it is nothing, and each names what it needs", async () => {
      const client = await clientOf(0, []);
      expect((await client.listTools()).map(({ name }) => name)).toEqual(catalog.map(({ name }) => name));
      const refused = await client.call("outlook_email_search", {});
      expect(refused.texts[0]).toMatch(/^permission_missing: .*Mail\.Read/);
    });

    test("learns what is not granted, also where nothing is, and where an admin grants it", async () => {
      const { control, authorityHost } = stack.fake;
      const [stranger] = await membersWithMail(stack.fake, 1);
      await control.setGrants(stranger.tenantId, []);
      const client = await clientFor(stack, stranger);
      expect((await client.listTools()).map(({ name }) => name)).toEqual(catalog.map(({ name }) => name));
      expect((await client.call("get_granted_scopes", {})).output).toMatchObject({
        grantedScopes: [],
        blockedTools: expect.arrayContaining([{ tool: "outlook_email_search", missingScopes: ["Mail.Read"] }]),
        adminConsentUrl: expect.stringContaining(`${authorityHost}/${stranger.tenantId}/adminconsent?client_id=`),
      });
      await control.setGrants(stranger.tenantId, registeredPermissions);
      const later = await clientFor(stack, stranger);
      const { output } = await later.call("get_granted_scopes", {});
      expect(output).toMatchObject({ grantedScopes: [...registeredPermissions].sort() });
      expect(output).not.toHaveProperty("adminConsentUrl");
    });

    test("gets the metadata of mail by Mail.ReadBasic; tools/list, the search and the read say so", async () => {
      await stack.fake.control.setBehaviour({ readBasicRefusesSingles: false });
      const client = await clientOf(1, ["Mail.ReadBasic"]);
      const listed = await client.listTools();
      expect(listed.map(({ name }) => name)).toEqual([
        "outlook_email_search",
        "read_resource",
        "get_me",
        "get_granted_scopes",
      ]);
      for (const { description } of listed.slice(0, 2))
        expect(description).toMatch(/ At present: .*metadata.*needs Mail\.Read/);

      const found = await client.call("outlook_email_search", { limit: 1 });
      expect(found.output).toMatchObject({ incomplete: { missingScopes: ["Mail.Read"] } });
      const [message] = (found.output?.messages ?? []) as Record<string, unknown>[];
      expect(message).toMatchObject({ uri: expect.any(String), subject: expect.any(String) });
      expect(message).not.toHaveProperty("summary");

      const read = await client.call("read_resource", { uri: String(message?.uri) });
      expect(read.isError).toBe(false);
      expect(read.output).toMatchObject({ incomplete: { missingScopes: ["Mail.Read"] } });
      expect(read.output).not.toHaveProperty("body");
      const searched = await client.call("outlook_email_search", { query: "budget" });
      expect(searched.texts[0]).toMatch(/^permission_missing: .*needs Mail\.Read/);
    });

    test("gets the list of chats by Chat.ReadBasic, and is told so by tools/list and the search", async () => {
      const client = await clientOf(2, ["Chat.ReadBasic"]);
      const [search, ...others] = await client.listTools();
      const list = others.find(({ name }) => name === "teams_list_chats");
      expect(search?.name).toBe("chat_message_search");
      const names = others.map(({ name }) => name);
      expect(names).toEqual(["read_resource", "get_me", "get_granted_scopes", "teams_list_chats"]);
      expect(search?.description).toMatch(/ At present: Only the list of chats.*needs Chat\.Read/);
      expect(list?.description).toMatch(/ At present: Only names and members.*needs Chat\.Read/);
      const found = await client.call("chat_message_search", { query: "*" });
      expect(found.output).toMatchObject({
        messages: [],
        chats: expect.arrayContaining([expect.objectContaining({ chatUri: expect.any(String) })]),
        incomplete: { missingScopes: ["Chat.Read"] },
      });
    });

    test("is told at the next call, by one exchange, when Graph refuses a cached token for lack of it", async () => {
      const { control } = stack.fake;
      const { id: userId = "", tenantId = "" } = members[4] ?? {};
      const client = await clientOf(4, registeredPermissions);
      const search = async () => (await client.call("outlook_email_search", {})).texts[0];
      const exchanges = async () =>
        (await control.stats()).requests.filter((request) => request.grant === "obo" && request.userId === userId)
          .length;

      expect(await search()).not.toContain("permission_missing");
      const rest = registeredPermissions.filter((scope) => scope !== "Mail.Read");
      await control.setGrants(tenantId, rest, userId);
      expect(await search()).not.toContain("permission_missing");
      expect(await exchanges()).toBe(1);

      const denied = { status: 403, body: { error: { code: "ErrorAccessDenied", message: "Access is denied." } } };
      await control.addRule({ door: "graph", match: { userId, pathPattern: "essages" }, response: denied });
      for (let calls = 0; calls < 2; calls += 1) {
        expect(await search()).toMatch(
          /^permission_missing: Reading mail is blocked\. .* Mail\.Read\. .*\/adminconsent\?client_id=/,
        );
      }
      expect((await client.call("outlook_calendar_search", {})).isError).toBe(false);
      expect(await exchanges()).toBe(2);
    });

    test("sees no such note with everything granted", async () => {
      const client = await clientOf(3, registeredPermissions);
      for (const { description } of await client.listTools()) expect(description).not.toContain("At present");
    });
  });
});
