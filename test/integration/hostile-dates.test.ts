import { afterEach, expect } from "vitest";
import { connectModern, type McpClient } from "#test/support/mcp-clients.ts";
import { type SharedStack, test } from "#test/support/shared-stack.ts";
import { membersWithMail, outputOf, personNamed } from "#test/support/tool-answers.ts";

/** What takes chrono's parsers long: the first one half a second, and ten when their patterns are not compiled yet. */
const hostileDates = [
  "дня ".repeat(20),
  "дня ".repeat(15),
  "секундочек ".repeat(5),
  "через секундочек секундочек секундочек x",
  "11min 1min 1min 1min 1min 1min 1min 1min 1min x",
] as const;
const atOnce = 12;
const goodCalls = 5;
/** With it, a date costs no request to Graph. */
const timeZone = "Europe/Berlin";

let stack: SharedStack;
const clients: McpClient[] = [];

test.beforeAll(({ stack: shared }) => {
  stack = shared;
});
afterEach(async () => {
  await Promise.all(clients.splice(0).map((client) => client.close()));
});

async function clientOf(userId: string): Promise<McpClient> {
  const client = await connectModern(stack.gateways[0].mcpUrl, await stack.fake.control.mintToken({ userId }));
  clients.push(client);
  return client;
}

/**
 * What hostile calls are told, of which twelve are under way at any time while another tenant makes five calls, one
 * after the other, each of which must be served.
 */
async function toldMeanwhile(hostile: (index: number) => ReturnType<McpClient["call"]>): Promise<Set<string>> {
  const [{ id }] = await membersWithMail(stack.fake, 1);
  const other = await clientOf(id);
  const told = new Set<string>();
  const order: ("hostile" | "good")[] = [];
  let isOver = false;
  const attack = Array.from({ length: atOnce }, async (_, index) => {
    while (!isOver) {
      told.add((await hostile(index)).texts.join("\n"));
      order.push("hostile");
    }
  });
  try {
    for (let call = 0; call < goodCalls; call += 1) {
      await outputOf(other, "outlook_email_search", { afterDateTime: "last week", timeZone, query: `call${call}` });
      order.push("good");
    }
  } finally {
    isOver = true;
    await Promise.all(attack);
  }
  expect(order.slice(order.lastIndexOf("good") + 1)).toEqual(attack.map(() => "hostile"));
  return told;
}

// proves A5
test("twelve hostile dates of one person at once keep no call of another tenant from its answer", async () => {
  const { id, tenantId } = await personNamed(stack.fake, "tom.becker");
  const [{ tenantId: otherTenant }] = await membersWithMail(stack.fake, 1);
  expect(otherTenant).not.toBe(tenantId);
  const client = await clientOf(id);
  const told = await toldMeanwhile((index) => {
    const afterDateTime = hostileDates[index % hostileDates.length];
    return client.call("outlook_email_search", { afterDateTime, timeZone });
  });
  for (const text of told) expect(text).toMatch(/^invalid_input.*(not understood as a date|words|characters)/s);
  expect(told.size).toBe(hostileDates.length);
});

test("a date of 900 characters in a query that is compared with chats keeps nobody from an answer either", async () => {
  const { id, tenantId } = await personNamed(stack.fake, "tom.becker");
  await stack.fake.control.setGrants(tenantId, ["User.Read", "Chat.Read"]);
  const client = await clientOf(id);
  const dates = ["дня ".repeat(225), `${"дня ".repeat(15)}..${"дня ".repeat(15)}`, ...hostileDates.slice(1)];
  const told = await toldMeanwhile((index) => {
    const sent = dates[index % dates.length]?.trim();
    return client.call("chat_message_search", { query: `sent:"${sent}"` });
  });
  for (const text of told) expect(text).toMatch(/^invalid_input: query: sent: .*(as a date|words|characters)/s);
  expect(told.size).toBe(dates.length);
});
