import type { Claim } from "./claim.ts";

/**
 * What one signed-in person, one mailbox or one tenant can do to what all share, and what other tenants feel of it.
 * "Fell" is what worked when it was tried.
 */
export const attacks: readonly Claim[] = [
  {
    id: "A1",
    source: "event loop of a worker",
    text:
      "a meeting with 500 attendees called `x1x1…`, and a search for `1 1 1 …`: 1 ms an event. Fell: 0.2 to 0.4 s " +
      "an event, and the 100 events of a page in one turn",
  },
  {
    id: "A2",
    source: "event loop of a worker",
    text:
      "long chat messages and a query of 330 letters: 40 words at most, 3 ms a message. Fell: 0.5 s a message, " +
      "in one turn",
  },
  {
    id: "A3",
    source: "event loop of a worker",
    text:
      "many searches and large answers at once: one piece in a turn, tenant by tenant, and as much time for others. " +
      "Fell: a p95 of 36 ms became 900 ms. Now 88 ms became 435 ms, on a machine with a load of 19",
  },
  {
    id: "A4",
    source: "event loop and memory of a worker",
    text: "an answer with millions of values: refused. Fell: 8 s and 3 GB for 8 MB",
  },
  { id: "A6", source: "event loop of a worker", text: "folders within folders, and names with thousands of accents" },
  { id: "A7", source: "memory of a worker", text: "names of time zones in ever other cases: forgotten" },
  {
    id: "A8",
    source: "memory of a worker",
    text: "thousands of sign-ins of one person: 20 Graph tokens are kept. Fell: nobody else's were",
  },
  { id: "A9", source: "the watchdog", text: "a suspended, starved or busy worker: not ended" },
  {
    id: "A10",
    source: "retries",
    text: "requests that always fail, or a throttled tenant: others keep theirs. Fell: one budget for all",
  },
  {
    id: "A11",
    source: "connections to Graph",
    text: "a tenant's requests that all hang: a third is left for others. Fell: they waited until their time was up",
  },
  { id: "A12", source: "connections to Entra", text: "a tenant's exchanges that all hang: the same. Fell: the same" },
  {
    id: "A13",
    source: "breakers",
    text: "a mailbox that always fails, a tenant whose mailboxes all do: open nothing for anybody else",
  },
  { id: "A14", source: "pauses and places", text: "a Retry-After, or a mailbox that is never free: nobody else's" },
  {
    id: "A15",
    source: "slots of a worker",
    text: "calls that wait, and a tenant that holds all slots: others get some",
  },
  {
    id: "A16",
    source: "admission",
    text: "slow calls of a busy tenant: do not make the first call of another one too late, nor take all places",
  },
  { id: "A17", source: "the queue", text: "a noisy tenant's backlog: a quiet tenant's call is ahead of it" },
  { id: "A18", source: "document readers", text: "25 slow documents of a person: a reader is left for others" },
  { id: "A19", source: "memory for documents", text: "34 documents of 25 MB: three are loaded, and room is left" },
  {
    id: "A20",
    source: "memory of Redis",
    text: "pauses of ever other mailboxes: their keys last 20 minutes. Fell: a day; 800 MB for one person, computed",
  },
  {
    id: "A21",
    source: "connections of a gateway",
    text: "refused requests whose body never comes: closed. Fell: one person could hold all 2,000",
  },
  { id: "A22", source: "event loop of a gateway", text: "thousands of requests of any kind: a rate for each person" },
  { id: "A23", source: "event loop of a gateway", text: "thousands of requests in one go on one connection: cut off" },
  { id: "A24", source: "memory of a gateway", text: "answers that are never read, or a few bytes at a time: cut off" },
  { id: "A25", source: "memory of a gateway", text: "the largest answers, all unread: two for each person" },
  { id: "A26", source: "memory of a gateway", text: "thousands of broken bodies: nothing is left of them" },
  {
    id: "A27",
    source: "signing keys",
    text: "tokens with ever other key IDs: one fetch in 30 s, and good tokens pass",
  },
  { id: "A28", source: "audit log", text: "thousands of refused calls: a line for 60 a minute, the rest is counted" },
  { id: "A29", source: "metrics", text: "names of tools and values that nobody foresaw: no new series" },
  {
    id: "A30",
    source: "token requests of the sign-in",
    text:
      "a person with many refresh tokens who renews 32 times at once: two at once for each person, 16 for a tenant. " +
      "Fell: others were told to try again in a second",
    note: "New sign-ins share 8 at each gateway: nobody knows whose a code is before Entra answers",
  },
  {
    id: "A31",
    source: "event loop of a worker",
    text:
      "a text of a megabyte with 200 notes and no end of a paragraph: 2 ms. Fell: 0.9 s in one turn, each time " +
      "that somebody read it",
  },
  {
    id: "A32",
    source: "event loop of a worker",
    text:
      "a conversation of messages with hundreds of thousands of short lines, each of which may be quoted from " +
      "another: 16 ms a message. Fell: 0.4 s a message, in one turn",
  },
  {
    id: "A33",
    source: "event loop of a worker",
    text:
      "500 lists of tasks with long names, and a search for one by 127 words: in turns, 8 ms in all. Fell: 0.5 s " +
      "in one turn",
  },
  {
    id: "A34",
    source: "event loop of a worker",
    text:
      "tasks with 25 long categories of letters that stand for 18 others (U+FDFA): in turns, and a text grows " +
      "fourfold at most. Fell: 2 s in one turn",
  },
  {
    id: "A35",
    source: "event loop of a gateway",
    text:
      "MCP resources and the parts of search, as large as a worker can answer: 5 ms for the largest with " +
      "pictures, one part in a turn, and more than a megabyte is refused. Fell: 30 ms for 4 MB",
  },
  {
    id: "A36",
    source: "event loop of a worker",
    text:
      "events with long places and categories, and 25 with 500 attendees whom a name fits: in turns. Fell: 0.4 " +
      "s, and 0.1 s, in one turn",
  },
  {
    id: "A37",
    source: "event loop of a worker",
    text:
      "5,000 folders of a mailbox with names of U+FDFA, and 1,000 of a drive with names of a hundred words: in " +
      "turns, and 20 words are compared. Fell: 0.2 s, and 0.1 s, in one turn",
  },
  {
    id: "A38",
    source: "event loop of a worker",
    text:
      "mails that somebody sends to 1,000 people with long names, and chats of long messages: what is shown is read, " +
      "in turns. Fell: 0.1 s in one turn for a page of 25 mails",
  },
  {
    id: "A39",
    source: "memory of Redis and gateways",
    text:
      "chats of messages that mention and attach hundreds: 20 and 10 of each message are shown, with their number. " +
      "Fell: an answer of 5 MB for one page",
  },
];
