import type { Claim } from "./claim.ts";

/**
 * What one signed-in person, one mailbox or one tenant can do to what all share, and what other tenants feel of it.
 * "Fell" is what worked when it was tried.
 */
const tried: Readonly<Record<string, readonly [shared: string, text: string, note?: string]>> = {
  A1: [
    "event loop of a worker",
    "a meeting with 500 attendees called `x1x1…`, and a search for `1 1 1 …`: 1 ms an event. Fell: 0.2 to 0.4 s " +
      "an event, and the 100 events of a page in one turn",
  ],
  A2: [
    "event loop of a worker",
    "long chat messages and a query of 330 letters: 40 words at most, 3 ms a message. Fell: 0.5 s a message, " +
      "in one turn",
  ],
  A3: [
    "event loop of a worker",
    "many searches and large answers at once: one piece in a turn, tenant by tenant, and as much time for others. " +
      "Fell: a p95 of 36 ms became 900 ms. Now 88 ms became 435 ms, on a machine with a load of 19",
  ],
  A4: ["event loop and memory of a worker", "an answer with millions of values: refused. Fell: 8 s and 3 GB for 8 MB"],
  A6: ["event loop of a worker", "folders within folders, and names with thousands of accents"],
  A7: ["memory of a worker", "names of time zones in ever other cases: forgotten"],
  A8: ["memory of a worker", "thousands of sign-ins of one person: 20 Graph tokens are kept. Fell: nobody else's were"],
  A9: ["the watchdog", "a suspended, starved or busy worker: not ended"],
  A10: ["retries", "requests that always fail, or a throttled tenant: others keep theirs. Fell: one budget for all"],
  A11: [
    "connections to Graph",
    "a tenant's requests that all hang: a third is left for others. Fell: they waited until their time was up",
  ],
  A12: ["connections to Entra", "a tenant's exchanges that all hang: the same. Fell: the same"],
  A13: ["breakers", "a mailbox that always fails, a tenant whose mailboxes all do: open nothing for anybody else"],
  A14: ["pauses and places", "a Retry-After, or a mailbox that is never free: nobody else's"],
  A15: ["slots of a worker", "calls that wait, and a tenant that holds all slots: others get some"],
  A16: [
    "admission",
    "slow calls of a busy tenant: do not make the first call of another one too late, nor take all places",
  ],
  A17: ["the queue", "a noisy tenant's backlog: a quiet tenant's call is ahead of it"],
  A18: ["document readers", "25 slow documents of a person: a reader is left for others"],
  A19: ["memory for documents", "34 documents of 25 MB: three are loaded, and room is left"],
  A20: [
    "memory of Redis",
    "pauses of ever other mailboxes: their keys last 20 minutes. Fell: a day; 800 MB for one person, computed",
  ],
  A21: [
    "connections of a gateway",
    "refused requests whose body never comes: closed. Fell: one person could hold all 2,000",
  ],
  A22: ["event loop of a gateway", "thousands of requests of any kind: a rate for each person"],
  A23: ["event loop of a gateway", "thousands of requests in one go on one connection: cut off"],
  A24: ["memory of a gateway", "answers that are never read, or a few bytes at a time: cut off"],
  A25: ["memory of a gateway", "the largest answers, all unread: two for each person"],
  A26: ["memory of a gateway", "thousands of broken bodies: nothing is left of them"],
  A27: ["signing keys", "tokens with ever other key IDs: one fetch in 30 s, and good tokens pass"],
  A28: ["audit log", "thousands of refused calls: a line for 60 a minute, the rest is counted"],
  A29: ["metrics", "names of tools and values that nobody foresaw: no new series"],
  A30: [
    "token requests of the sign-in",
    "a person with many refresh tokens who renews 32 times at once: two at once for each person, 16 for a tenant. " +
      "Fell: others were told to try again in a second",
    "New sign-ins share 8 at each gateway: nobody knows whose a code is before Entra answers",
  ],
  A31: [
    "event loop of a worker",
    "a text of a megabyte with 200 notes and no end of a paragraph: 2 ms. Fell: 0.9 s in one turn, each time " +
      "that somebody read it",
  ],
  A32: [
    "event loop of a worker",
    "a conversation of messages with hundreds of thousands of short lines, each of which may be quoted from " +
      "another: 16 ms a message. Fell: 0.4 s a message, in one turn",
  ],
  A33: [
    "event loop of a worker",
    "500 lists of tasks with long names, and a search for one by 127 words: in turns, 8 ms in all. Fell: 0.5 s " +
      "in one turn",
  ],
  A34: [
    "event loop of a worker",
    "tasks with 25 long categories of letters that stand for 18 others (U+FDFA): in turns, and a text grows " +
      "fourfold at most. Fell: 2 s in one turn",
  ],
  A35: [
    "event loop of a gateway",
    "MCP resources and the parts of search, as large as a worker can answer: 5 ms for the largest with " +
      "pictures, one part in a turn, and more than a megabyte is refused. Fell: 30 ms for 4 MB",
  ],
  A36: [
    "event loop of a worker",
    "events with long places and categories, and 25 with 500 attendees whom a name fits: in turns. Fell: 0.4 " +
      "s, and 0.1 s, in one turn",
  ],
  A37: [
    "event loop of a worker",
    "5,000 folders of a mailbox with names of U+FDFA, and 1,000 of a drive with names of a hundred words: in " +
      "turns, and 20 words are compared. Fell: 0.2 s, and 0.1 s, in one turn",
  ],
  A38: [
    "event loop of a worker",
    "mails that somebody sends to 1,000 people with long names, and chats of long messages: what is shown is read, " +
      "in turns. Fell: 0.1 s in one turn for a page of 25 mails",
  ],
  A39: [
    "memory of Redis and gateways",
    "chats of messages that mention and attach hundreds: 20 and 10 of each message are shown, with their number. " +
      "Fell: an answer of 5 MB for one page",
  ],
};

export const attacks: readonly Claim[] = Object.entries(tried).map(([id, [source, text, note]]) => ({
  id,
  source,
  text,
  ...(note !== undefined && { note }),
}));
