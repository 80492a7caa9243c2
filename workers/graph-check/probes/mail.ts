import { z } from "zod";
import { fails, fallback, holds, type Probe, untried } from "#workers/graph-check/probe.ts";
import { type Ask, anyMessage, identified, itemsOf } from "#workers/graph-check/samples.ts";

const withMessageId = z.looseObject({ id: z.string(), internetMessageId: z.string().nullish() });
const quotedText = (text: string) => `'${text.replaceAll("'", "''")}'`;
const wellKnown = ["inbox", "sentitems", "drafts", "deleteditems", "archive", "junkemail", "outbox"];
const shortestSuspicious = 200;

/** How many messages `$search` gives in all; it stops at 400 or more. */
async function countFound(ask: Ask, $search: string): Promise<number> {
  let page = await ask.page({ path: ["me", "messages"], query: { $search, $top: 100, $select: "id" } }, identified);
  let count = 0;
  while (page.refusal === undefined) {
    const { items, nextLink } = page.value;
    count += items.length;
    if (nextLink === undefined || count >= 2 * shortestSuspicious) break;
    page = await ask.nextPage(nextLink, identified);
  }
  return count;
}

/** Mail: senders, search, folders, mailboxes of others. */
export const mailProbes: readonly Probe[] = [
  {
    id: "R3",
    assumption: "a filter by a sender's address finds their mail, also in the own domain",
    scopes: ["Mail.Read"],
    async run({ ask, samples }) {
      const domain = (await samples.ownAddress()).split("@")[1]?.toLowerCase();
      const senders = (await samples.messages()).map(({ from }) => from?.emailAddress?.address ?? "");
      const colleague = senders.find((address) => domain !== undefined && address.toLowerCase().endsWith(`@${domain}`));
      if (colleague === undefined) return untried("no mail of the own domain among the newest");
      const path = ["me", "messages"];
      const $filter = `from/emailAddress/address eq ${quotedText(colleague)}`;
      const filtered = await ask.page({ path, query: { $filter, $top: 1, $select: "id" } }, identified);
      if (itemsOf(filtered).length > 0) return holds;
      const $search = `"from:${colleague}"`;
      const searched = await ask.page({ path, query: { $search, $top: 1, $select: "id" } }, identified);
      return itemsOf(searched).length > 0
        ? fallback("$search finds them")
        : fails("neither filter nor $search finds a sender of the newest");
    },
  },
  {
    id: "R9",
    assumption: "a shared mailbox shares all its folders",
    scopes: ["Mail.Read.Shared"],
    async run({ ask, sharedMailbox }) {
      if (sharedMailbox === undefined) return untried("name one: --shared-mailbox ADDRESS");
      const query = { $top: 1, $select: "id" };
      const all = await ask.page({ path: ["users", sharedMailbox, "messages"], query }, identified);
      if (all.refusal === undefined) return holds;
      const path = ["users", sharedMailbox, "mailFolders", "inbox", "messages"];
      const inbox = await ask.page({ path, query }, identified);
      return inbox.refusal === undefined
        ? fallback("the inbox alone")
        : untried(`neither mailbox nor inbox is shared with this person: ${inbox.refusal}`);
    },
  },
  {
    id: "R17",
    assumption: "$search gives all messages",
    scopes: ["Mail.Read"],
    async run({ ask }) {
      const count = await countFound(ask, '"received>=2000-01-01"');
      if (count < shortestSuspicious) return untried(`fewer than ${shortestSuspicious} messages to search`);
      return count >= 2 * shortestSuspicious ? holds : fallback("searched on below the oldest hit");
    },
  },
  {
    id: "R18",
    assumption: "every page that has a next one has items",
    scopes: ["Mail.Read"],
    async run({ ask }) {
      const query = { $top: 1, $select: "id", $orderby: "receivedDateTime desc" };
      let page = await ask.page({ path: ["me", "messages"], query }, anyMessage);
      for (let pages = 0; pages < 5 && page.refusal === undefined; pages += 1) {
        const { items, nextLink } = page.value;
        if (nextLink === undefined) return holds;
        if (items.length === 0) return fallback("links are followed through pages without items");
        page = await ask.nextPage(nextLink, anyMessage);
      }
      return page.refusal === undefined ? holds : fails(`a page is refused: ${page.refusal}`);
    },
  },
  {
    id: "R19",
    assumption: "every mailbox has all folders with well-known names",
    scopes: ["Mail.Read"],
    async run({ ask }) {
      const refusals = [];
      for (const folder of wellKnown) {
        const answer = await ask.get({ path: ["me", "mailFolders", folder], query: { $select: "id" } }, identified);
        if (answer.refusal !== undefined) refusals.push(answer.refusal);
      }
      if (refusals.length === 0) return holds;
      return refusals.every((refusal) => refusal === "not_found" || refusal === "invalid_input")
        ? fallback("folders are found by their names")
        : fails(`a folder is refused: ${refusals[0]}`);
    },
  },
  {
    id: "R24",
    assumption: "a message that $search finds has the id that it keeps",
    scopes: ["Mail.Read"],
    async run({ ask }) {
      const path = ["me", "messages"];
      const $select = "id,internetMessageId";
      const found = await ask.page({ path, query: { $search: '"received>=2000-01-01"', $select } }, withMessageId);
      const message = itemsOf(found).find((one) => one.internetMessageId);
      if (!message?.internetMessageId) return untried("no mail is found");
      const $filter = `internetMessageId eq ${quotedText(message.internetMessageId)}`;
      const listed = await ask.page({ path, query: { $filter, $select } }, withMessageId);
      if (listed.refusal !== undefined) return untried(`the filter is refused: ${listed.refusal}`);
      if (listed.value.items.length === 0) return untried("the filter does not find the message");
      return listed.value.items.some(({ id }) => id === message.id)
        ? holds
        : fallback("a message that was moved after the search is looked for again");
    },
  },
  {
    id: "R33",
    assumption: "a mailbox is found by its mail address where its user name is another",
    scopes: ["Mail.Read"],
    async run({ ask, samples }) {
      const { mail, userPrincipalName } = await samples.profile();
      if (!mail || mail.toLowerCase() === userPrincipalName?.toLowerCase())
        return untried("the person's mail address is their user name");
      const messagesOf = (user: string) =>
        ask.page({ path: ["users", user, "messages"], query: { $top: 1, $select: "id" } }, identified);
      const named = await messagesOf(mail);
      if (named.refusal === undefined) return holds;
      const query = { $filter: `mail eq ${quotedText(mail)}`, $select: "id", $top: 1 };
      const users = await ask.page({ path: ["users"], query }, identified);
      const id = itemsOf(users)[0]?.id;
      const known = id && (await messagesOf(id));
      return known && known.refusal === undefined
        ? fallback("looked up in the directory")
        : fails(`refused by ${named.refusal}, and the directory does not help`);
    },
  },
  {
    id: "R21",
    assumption: "Mail.ReadBasic alone reads a single message",
    scopes: ["Mail.ReadBasic"],
    async run({ ask, samples, grantedScopes }) {
      if (grantedScopes.has("Mail.Read")) return untried("Mail.Read is granted too");
      const [message] = await samples.messages();
      if (message === undefined) return untried("no mail");
      const answer = await ask.get({ path: ["me", "messages", message.id], query: { $select: "id" } }, identified);
      return answer.refusal === undefined ? holds : fallback("the refusal names Mail.Read");
    },
  },
];
