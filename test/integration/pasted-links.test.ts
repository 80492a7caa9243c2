import { describe, expect } from "vitest";
import { connectModern, type McpClient } from "#test/support/mcp-clients.ts";
import { test as base } from "#test/support/shared-stack.ts";
import { outputOf, personNamed, refusalOf } from "#test/support/tool-answers.ts";

/** Hana Mori, whom the meetings, notes and messages of the story concern. */
const test = base.extend("hana", async ({ stack }, { onCleanup }) => {
  const { id: userId } = await personNamed(stack.fake, "hana.mori");
  const client = await connectModern(stack.gateways[0].mcpUrl, await stack.fake.control.mintToken({ userId }));
  onCleanup(() => client.close());
  return client;
});

async function firstIn(answer: Promise<unknown>, pattern: RegExp): Promise<string> {
  const text = JSON.stringify(await answer);
  const [, found] = pattern.exec(text) ?? [];
  if (found === undefined) throw new Error(`nothing like ${pattern} in ${text.slice(0, 500)}`);
  return found;
}

/** An answer without its cursor, which is sealed again each time. */
async function read(client: McpClient, uri: string): Promise<Record<string, unknown>> {
  const { nextCursor: _cursor, ...answer } = await outputOf(client, "read_resource", { uri });
  return answer;
}

const safeLink = (address: string) =>
  `https://jpn01.safelinks.protection.outlook.com/?url=${encodeURIComponent(address)}&data=05%7C02&reserved=0`;

describe("a link that a person pastes", () => {
  const items: readonly (readonly [
    what: string,
    tool: string,
    args: Record<string, unknown>,
    uri: RegExp,
    link: RegExp,
  ])[] = [
    [
      "a mail in Outlook",
      "outlook_email_search",
      { query: "harvest offer", limit: 1 },
      /"uri":"(mail:\/\/\/messages\/[^"]+)"/,
      /"webLink":"([^"]+)"/,
    ],
    [
      "an event in Outlook",
      "outlook_calendar_search",
      { query: "cupping", limit: 1 },
      /"uri":"(calendar:[^"]+)"/,
      /"webLink":"([^"]+)"/,
    ],
    [
      "a reply in a channel of Teams",
      "chat_message_search",
      { query: "inspection" },
      /"uri":"(teams:[^"]+\/replies\/\d+)"/,
      /"webUrl":"(https:\/\/teams[^"]+)"/,
    ],
    [
      "a file in SharePoint",
      "sharepoint_search",
      { query: "filename:Opening", fileType: "csv", limit: 1 },
      /"uri":"(file:[^"]+)"/,
      /"webUrl":"([^"]+)"/,
    ],
    ["a page in OneNote", "onenote_search", { query: "huila" }, /"uri":"(onenote:[^"]+)"/, /"webUrl":"([^"]+)"/],
  ];

  test.for(items)("is answered like the item's own uri, also inside Safe Links: %s", async (row, { hana }) => {
    const [, tool, args, uriForm, linkForm] = row;
    const uri = await firstIn(outputOf(hana, tool, args), uriForm);
    const own = await read(hana, uri);
    // That of a mail, which a search can't give: it stays when the mail is moved.
    expect(await read(hana, String(own.uri))).toEqual(own);
    const link = await firstIn(Promise.resolve(own), linkForm);
    expect(link).toMatch(/^https:/);
    expect(await read(hana, link)).toEqual(own);
    expect(await read(hana, safeLink(link))).toEqual(own);
  });

  test("to join a meeting leads to its event, though others may not look the meeting up", async ({ hana, stack }) => {
    const args = { query: '"Kyoto roastery weekly"', afterDateTime: "30 days ago", beforeDateTime: "now", limit: 1 };
    const uri = await firstIn(outputOf(hana, "outlook_calendar_search", args), /"uri":"(calendar:[^"]+)"/);
    const link = await firstIn(read(hana, uri), /"onlineMeetingUrl":"([^"]+)"/);
    const { id: userId } = await personNamed(stack.fake, "yuki.sato");
    const yuki = await connectModern(stack.gateways[0].mcpUrl, await stack.fake.control.mintToken({ userId }));
    for (const client of [hana, yuki]) {
      const answer = await read(client, link);
      expect(answer).toMatchObject({
        kind: "calendar-event",
        event: { subject: expect.stringContaining("Kyoto roastery weekly"), onlineMeetingUrl: link },
      });
      expect(await read(client, String(answer.uri))).toEqual(answer);
    }
    await yuki.close();
  });

  test("of a team that the person is not in says what to do, and that it names another organisation", async ({
    hana,
  }) => {
    const guid = "11111111-2222-4333-8444-555555555555";
    const message = "https://teams.microsoft.com/l/message/19:abc@thread.tacv2/1700000000000";
    const link = `${message}?groupId=${guid}&tenantId=${guid}`;
    const refusal = await refusalOf(hana, "read_resource", { uri: link });
    expect(refusal).toContain("another organisation");
    expect(refusal).toContain("chat_message_search");
  });

  test("to somewhere else is refused before a worker sees it", async ({ hana, stack }) => {
    await stack.fake.control.resetStats();
    const refusal = await refusalOf(hana, "read_resource", { uri: "https://evil.example/mail/inbox/id/AAMk" });
    expect(refusal).toContain("evil.example is no host");
    const { requests } = await stack.fake.control.stats();
    expect(requests.filter(({ door }) => door === "graph")).toEqual([]);
  });
});
