import { afterAll, beforeAll, beforeEach, describe, expect } from "vitest";
import type { DirectoryUser } from "#test/fake-tenant/control/control-types.ts";
import { type CallResult, eraOfContent, eras, type McpClient } from "#test/support/mcp-clients.ts";
import { type SharedStack, test } from "#test/support/shared-stack.ts";
import { personNamed } from "#test/support/tool-answers.ts";

interface Hit {
  uri: string;
  subject: string;
}

let stack: SharedStack;
let people: { hana: DirectoryUser; kenji: DirectoryUser };

test.beforeAll(async ({ stack: shared }) => {
  stack = shared;
  const [hana, kenji] = [await personNamed(stack.fake, "hana.mori"), await personNamed(stack.fake, "kenji.tanaka")];
  people = { hana, kenji };
});
beforeEach(() => stack.fake.control.resetScript());

const hitsOf = ({ output }: CallResult) => (output?.events ?? []) as Hit[];

describe.each(eras)("a client of %s", (era, connect) => {
  let hana: McpClient;
  let kenji: McpClient;

  const clientOf = async ({ id: userId }: DirectoryUser) =>
    connect(stack.gateways[0].mcpUrl, await stack.fake.control.mintToken({ userId }));

  beforeAll(async () => {
    [hana, kenji] = [await clientOf(people.hana), await clientOf(people.kenji)];
  });
  afterAll(() => Promise.all([hana.close(), kenji.close()]));

  test("never finds what stands only in a colleague's calendar", async () => {
    for (const canary of people.kenji.canaries) {
      const found = await hana.call("outlook_calendar_search", { query: `"${canary}"` });
      expect(hitsOf(found)).toEqual([]);
    }
    const [own = ""] = people.hana.canaries;
    expect(hitsOf(await hana.call("outlook_calendar_search", { query: `"${own}"` }))).toHaveLength(1);
  });

  if (era !== eraOfContent) return;

  test("looks into a calendar that is shared, but not at what is private there", async () => {
    const call = { calendarOwnerEmail: people.hana.mail, afterDateTime: "today", beforeDateTime: "in 14 days" };
    const shared = await kenji.call("outlook_calendar_search", { ...call, limit: 25 });
    const cupping = hitsOf(shared).find(({ subject }) => subject === "Cupping session Thursday");
    const { output } = await kenji.call("read_resource", { uri: cupping?.uri });
    expect(output?.body).toMatchObject({ content: expect.stringContaining("El Mirador") });
    for (const canary of people.hana.canaries) expect(JSON.stringify(shared)).not.toContain(canary);
  });

  test("does not learn whether a calendar that is closed to it exists", async () => {
    const refusals = await Promise.all(
      [people.kenji.mail, "nobody@aozora-coffee.example"].map((calendarOwnerEmail) =>
        hana.call("outlook_calendar_search", { calendarOwnerEmail }),
      ),
    );
    const texts = refusals.map(({ texts: [text = ""] }) => text.replace(/mailbox \S+:/, "mailbox:"));
    expect(texts[0]).toMatch(/^not_found: .*does not exist, or is not shared with you/);
    expect(texts[1]).toBe(texts[0]);
  });
});
