// T14: stolen or replayed IDs, cursors and session IDs — they authenticate nobody: with those of another user,
// a caller gets nothing.

import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { DirectoryUser } from "#test/fake-tenant/control/control-types.ts";
import { connectModern, type McpClient } from "#test/support/mcp-clients.ts";
import { runs } from "#test/support/property-runs.ts";
import { blocksIn, postMessage, postToolCall, rawEras, readRpcAnswer } from "#test/support/raw-mcp.ts";
import { type Stack, startStack } from "#test/support/stack.ts";
import { membersWithMail } from "#test/support/tool-answers.ts";
import { questions } from "#test/tools/tools.ts";

let stack: Stack;
let victim: DirectoryUser;
let thieves: DirectoryUser[];
let victimClient: McpClient;

beforeAll(async () => {
  // 64 tenants call at once, on a machine that may be busy.
  // A process of its own: beside the tests of other files, 64 people at once would wait seconds for a connection to it.
  stack = await startStack({ fake: "process", gatewayEnvironment: { QUEUE_WAIT_MS: "60000" } });
  const [one, colleague] = await membersWithMail(stack.fake);
  const [stranger] = await membersWithMail(stack.fake, 1);
  [victim, thieves] = [one, [colleague, stranger]];
  victimClient = await connectModern(stack.gateways[0].mcpUrl, await tokenOf(victim));
});
beforeEach(() => stack.fake.control.resetScript());
afterAll(async () => {
  await victimClient.close();
  await stack.stop();
});

const tokenOf = ({ id }: { id: string }) => stack.fake.control.mintToken({ userId: id });
const ask = async (token: string, tool: string, args: Record<string, unknown>) =>
  await readRpcAnswer(await postToolCall("modern", { url: stack.gateways[0].mcpUrl, token, tool, args }));

/** Everything that a call by each thief brings, as text. */
const byThieves = (tool: string, args: Record<string, unknown>): Promise<string[]> =>
  Promise.all(thieves.map(async (thief) => JSON.stringify(await ask(await tokenOf(thief), tool, args))));

async function victimsAnswer() {
  const found = await victimClient.call("outlook_email_search", { limit: 3 });
  const messages = found.output?.messages as { uri: string; subject: string }[];
  return {
    uri: messages[0]?.uri ?? "",
    cursor: String(found.output?.nextCursor),
    subjects: messages.map(({ subject }) => subject),
  };
}

describe("a colleague and a stranger", () => {
  test.each(questions)("get nothing of another person's own by %s, whatever they ask", async (tool, asked) => {
    // What nobody but the victim knows, and who is in the victim's organisation only.
    const [colleague, stranger] = thieves;
    const { tenants } = await stack.fake.control.directory();
    const others = tenants.flatMap(({ users }) => users);
    for (const args of asked.slice(0, 3)) {
      const answers = await byThieves(tool, args);
      for (const [at, thief] of [colleague, stranger].entries()) {
        for (const { id, canaries } of others.filter((one) => one.id !== thief?.id)) {
          for (const canary of canaries) expect(answers[at], `of ${id}`).not.toContain(canary);
        }
      }
      expect(answers[1]).not.toContain("Ren Aoki");
    }
  });
});

describe("a colleague and a stranger with another person's", () => {
  test("search cursor get an error, and Graph is not asked", async () => {
    const { cursor } = await victimsAnswer();
    await stack.fake.control.resetStats();
    for (const answer of await byThieves("outlook_email_search", { limit: 3, cursor })) {
      expect(answer).toContain("invalid_input: cursor");
      expect(answer).not.toContain("messages");
    }
    expect((await stack.fake.control.stats()).graphRequests).toBe(0);
  });

  test("cursor for another tool get an error, even its owner does", async () => {
    const { cursor, uri } = await victimsAnswer();
    const own = await victimClient.call("read_resource", { uri, cursor });
    expect(own.texts[0]).toContain("invalid_input: cursor");
  });

  test("cursor that was changed in any place get an error", async () => {
    const { cursor } = await victimsAnswer();
    for (let position = 0; position < cursor.length; position += 7) {
      const letter = cursor[position] === "A" ? "B" : "A";
      const changed = `${cursor.slice(0, position)}${letter}${cursor.slice(position + 1)}`;
      const answer = await victimClient.call("outlook_email_search", { limit: 3, cursor: changed });
      // The last characters of base64 may hold bits that mean nothing.
      if (position < cursor.length - 2) expect(answer.texts[0]).toContain("invalid_input: cursor");
    }
  });

  test("message uri read nothing of it", async () => {
    const { uri, subjects } = await victimsAnswer();
    for (const stolen of [uri, `${uri}?owner=${victim.mail}`]) {
      for (const answer of await byThieves("read_resource", { uri: stolen })) {
        expect(answer).toMatch(/"code":"(not_found|permission_missing|forbidden)"/);
        for (const text of [...subjects, ...victim.canaries]) expect(answer).not.toContain(text);
      }
    }
  });

  test("session id and request id get their own answer and no other", async () => {
    const session = randomUUID();
    await stack.fake.control.addRule({ door: "graph", match: { userId: victim.id }, response: { latencyMs: 300 } });
    const token = await tokenOf(victim);
    const call = {
      url: stack.gateways[0].mcpUrl,
      tool: "outlook_email_search",
      args: { limit: 25 },
      id: "same-id",
      headers: { "mcp-session-id": session },
    };
    const [own, ...stolen] = await Promise.all([
      postToolCall("legacy", { ...call, token }).then((response) => response.text()),
      ...thieves.map(async (thief) => {
        const response = await postToolCall("legacy", { ...call, token: await tokenOf(thief) });
        return await response.text();
      }),
    ]);
    expect(own).toContain("same-id");
    for (const answer of stolen) for (const canary of victim.canaries) expect(answer).not.toContain(canary);
  });

  test.each(rawEras)(
    "progress token get no report of that call in the %s era, before its end or after",
    async (era) => {
      await stack.fake.control.addRule({ door: "graph", match: { userId: victim.id }, response: { latencyMs: 300 } });
      /** How many reports stand in the answer to a call with the one token that all of them use. */
      const reports = async (userId: string, tool: string, args: Record<string, unknown>) => {
        const token = await stack.fake.control.mintToken({ userId });
        const params = { name: tool, arguments: args, _meta: { progressToken: "same-token" } };
        const message = { id: "same-id", method: "tools/call", params };
        const headers = { "mcp-session-id": "same-session" };
        const answer = await postMessage(era, message, { url: stack.gateways[0].mcpUrl, token, headers });
        const lines = (await answer.text()).split("\n").filter((line) => line.includes('"notifications/progress"'));
        for (const line of lines) expect(line).toContain('"same-token"');
        return lines.length;
      };
      /** A search reports each page that it looked through, here one; what is read by its uri reports nothing. */
      const steal = () =>
        Promise.all(
          thieves.map(async ({ id }) => {
            expect(await reports(id, "outlook_email_search", { limit: 1 })).toBe(1);
            expect(await reports(id, "read_resource", { uri: "mail:///folders" })).toBe(0);
          }),
        );
      const own = reports(victim.id, "outlook_email_search", { limit: 1 });
      await steal();
      expect(await own).toBe(1);
      await steal();
    },
  );
});

describe("the people of 64 tenants at once", () => {
  /** By how many others' addresses each tries. */
  const others = runs(63);

  interface Tenant {
    token: string;
    canaries: string[];
    uri: string;
    cursor: string;
    tenantId: string;
  }
  let all: Tenant[];
  const at = (index: number) => all[index % all.length];

  /** No text of anybody but the one who asked. */
  function expectNothingForeign(text: string, own: readonly string[]): void {
    const foreign = all.flatMap(({ canaries }) => canaries).filter((canary) => !own.includes(canary));
    expect(foreign.filter((canary) => text.includes(canary))).toEqual([]);
  }

  beforeAll(async () => {
    const { control } = stack.fake;
    const made = await control.populate({ tenants: 64, usersPerTenant: 1, messagesPerUser: 4 });
    all = await Promise.all(
      made.map(async ({ id: tenantId, users: [user] }) => ({
        token: await control.mintToken({ userId: user?.id ?? "" }),
        canaries: user?.canaries ?? [],
        uri: "",
        cursor: "",
        tenantId,
      })),
    );
    // The worker keeps each one's token from now on. All exchanges at once may take too long on a busy machine.
    for (let first = 0; first < all.length; first += 16) {
      const some = all.slice(first, first + 16);
      await Promise.all(some.map(({ token }) => ask(token, "outlook_email_search", { limit: 1 })));
    }
  });

  test("each get what is theirs and nothing of another tenant's", async () => {
    const answers = await Promise.all(
      all.map(async (tenant) => ({
        tenant,
        whole: JSON.stringify(await ask(tenant.token, "outlook_email_search", { limit: 25 })),
        first: await ask(tenant.token, "outlook_email_search", { limit: 1 }),
      })),
    );
    for (const { tenant, whole, first } of answers) {
      expect(whole).not.toContain('isError":true');
      expect(tenant.canaries.some((canary) => whole.includes(canary))).toBe(true);
      expectNothingForeign(whole, tenant.canaries);
      const [hit, paging] = blocksIn(first.result) ?? [];
      tenant.uri = String(hit?.uri);
      tenant.cursor = String(paging?.nextCursor);
    }
    expect(new Set(all.map(({ uri }) => uri)).size).toBe(64);
  });

  /** Each of the 64 tries what the one at `distance` has. */
  const eachTries = (distance: number, attempt: (thief: Tenant, owner: Tenant) => Promise<void>) =>
    Promise.all(
      all.map(async (thief, index) => {
        const owner = at(index + distance);
        if (owner !== undefined) await attempt(thief, owner);
      }),
    );

  async function byHandle(thief: Tenant, tool: string, args: Record<string, unknown>): Promise<string> {
    const text = JSON.stringify(await ask(thief.token, tool, args));
    expectNothingForeign(text, thief.canaries);
    return text;
  }

  // All pairs of cursors: `unit/workers/cursor.foreign.test.ts`. A worker opens each, so that here they would take 8 s.
  test(`get nothing by the uri or the cursor of the next tenant, nor by the address of ${others} others`, async () => {
    await stack.fake.control.resetStats();
    await eachTries(1, async (thief, { uri, cursor }) => {
      expect(await byHandle(thief, "read_resource", { uri })).toMatch(/"code":"(not_found|forbidden)"/);
      const byCursor = await byHandle(thief, "outlook_email_search", { limit: 1, cursor });
      expect(byCursor).toContain("invalid_input: cursor");
    });
    let refused = 0;
    for (let distance = 1; distance <= others; distance += 1) {
      await eachTries(distance, async ({ token }, { tenantId }) => {
        const url = `${stack.gateways[0].mcpUrl}/${tenantId}`;
        const { status } = await postToolCall("modern", { url, token, tool: "outlook_email_search" });
        if (status === 403) refused += 1;
      });
    }
    expect(refused).toBe(64 * others);
    // Everybody's own token is still kept: no foreign handle led to an exchange.
    expect((await stack.fake.control.stats()).oboExchanges).toBe(0);
  });
});
