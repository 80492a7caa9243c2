// T9: a link to what is somebody else's — a link is no permission: it is looked up as the person who pastes it, and a
// colleague without access, or somebody of another organisation, gets nothing of what it leads to.

import { describe, expect } from "vitest";
import { connectModern, type McpClient } from "#test/support/mcp-clients.ts";
import { test as base, type SharedStack } from "#test/support/shared-stack.ts";
import { outputOf, personNamed, refusalOf } from "#test/support/tool-answers.ts";
import {
  channelLink,
  chatLink,
  eventLink,
  inSafeLink,
  mailLink,
  messageLink,
  ownSharingLink,
  siteSharingLink,
} from "./questions/copied-links.ts";
import { channelsOf, type FromAnswers, type Question, read, resolved, search, the } from "./questions/question.ts";

async function clientOf(stack: SharedStack, alias: string): Promise<McpClient> {
  const { id: userId } = await personNamed(stack.fake, alias);
  return await connectModern(stack.gateways[0].mcpUrl, await stack.fake.control.mintToken({ userId }));
}

/** Hana Mori; a colleague who is in none of her teams, and somebody of another organisation. */
const test = base.extend("people", async ({ stack }, { onCleanup }) => {
  const clientsOf = (...aliases: string[]) => Promise.all(aliases.map((alias) => clientOf(stack, alias)));
  const [owner, strangers] = [await clientOf(stack, "hana.mori"), await clientsOf("tom.becker", "ole.hansen")];
  onCleanup(async () => {
    await Promise.all([owner, ...strangers].map((client) => client.close()));
  });
  return { owner, strangers };
});

interface Owned {
  what: string;
  calls: Question["calls"];
  link: FromAnswers;
  uri: FromAnswers;
  /** Stands in what the link leads to. */
  secret: string;
}

describe("a link to what only its owner may read", () => {
  const weekly = { query: '"Kyoto roastery weekly"', afterDateTime: "30 days ago", beforeDateTime: "now", limit: 1 };
  const soon = { afterDateTime: "today", beforeDateTime: "in 10 days" };
  const candidates = search("sharepoint_search", { query: '"Barista candidates"' });
  const owned: readonly Owned[] = [
    {
      what: "a mail",
      calls: [search("outlook_email_search", { query: '"Salary review"', limit: 1 })],
      link: mailLink(),
      uri: the("uri"),
      secret: "Reference canary",
    },
    {
      what: "an event",
      calls: [search("outlook_calendar_search", { query: '"Salary talk"', ...soon })],
      link: eventLink(),
      uri: the("uri"),
      secret: "reference canary",
    },
    {
      what: "a meeting to join",
      calls: [search("outlook_calendar_search", weekly), read()],
      link: the("onlineMeetingUrl"),
      uri: the("uri", "", 0),
      secret: "許認可",
    },
    {
      what: "a message of a chat",
      calls: [search("chat_message_search", { query: "予算" })],
      link: messageLink(),
      uri: the("uri"),
      secret: "1,420万円",
    },
    {
      what: "a chat",
      calls: [search("chat_message_search", { query: "予算" })],
      link: chatLink(),
      uri: (answers) => String(the("uri")(answers)).replace(/\/[^/]*$/, ""),
      secret: "1,420万円",
    },
    {
      what: "a reply in a channel",
      calls: [search("chat_message_search", { query: "検査" })],
      link: messageLink("/replies/"),
      uri: the("uri", "/replies/"),
      secret: "初回は来週火曜日",
    },
    {
      what: "a private channel",
      calls: channelsOf("Kyoto Roastery"),
      link: channelLink("Hiring"),
      uri: the("uri", "Hiring"),
      secret: "Offers go out on Monday",
    },
    {
      what: "a file of few people, by a sharing link",
      calls: [candidates],
      link: siteSharingLink("kyoto-roastery", "Barista candidates"),
      uri: the("uri"),
      secret: "4200000",
    },
    {
      what: "a file of few people, by its path",
      calls: [candidates, read()],
      link: the("webUrl"),
      uri: the("uri", "", 0),
      secret: "4200000",
    },
    {
      what: "a file in OneDrive",
      calls: [search("sharepoint_search", { query: '"Salary review"' })],
      link: ownSharingLink("hana_mori_aozora-coffee_example", "Salary review"),
      uri: the("uri", "Salary review"),
      secret: "Reference canary",
    },
    {
      what: "a page in OneNote",
      calls: [search("onenote_search", { query: "huila" }), read()],
      link: the("webUrl"),
      uri: the("uri", "", 0),
      secret: "86.5",
    },
  ];

  test.for(owned)("gives a colleague and another organisation nothing: $what", async (row, { people }) => {
    const { owner, strangers } = people;
    const answers: unknown[] = [];
    for (const { tool, args } of row.calls) answers.push(await outputOf(owner, tool, resolved(args, answers)));
    const [link, uri] = [String(row.link(answers)), String(row.uri(answers))];
    for (const address of [link, uri])
      expect(JSON.stringify(await outputOf(owner, "read_resource", { uri: address }))).toContain(row.secret);
    for (const stranger of strangers) {
      for (const address of [link, inSafeLink(() => link)([]), uri]) {
        const refusal = await refusalOf(stranger, "read_resource", { uri: address });
        expect(refusal).toMatch(/^(?:not_found|forbidden|invalid_input): /);
        expect(refusal).not.toContain(row.secret);
      }
    }
  });
});

test("a link to somewhere else is refused before a worker sees it", async ({ people, stack }) => {
  await stack.fake.control.resetStats();
  const refusal = await refusalOf(people.owner, "read_resource", { uri: "https://evil.example/mail/inbox/id/AAMk" });
  expect(refusal).toContain("evil.example is no host");
  const { requests } = await stack.fake.control.stats();
  expect(requests.filter(({ door }) => door === "graph")).toEqual([]);
});
