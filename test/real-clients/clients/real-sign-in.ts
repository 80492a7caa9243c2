import type { Person } from "#test/real-clients/chromium/person.ts";
import type { Desktop } from "#test/real-clients/desktop.ts";

/** What a client starts with: an address, and a person at a desktop. */
export interface Start {
  mcpUrl: string;
  desktop: Desktop;
  person: Person;
}

/** One tool call of one kind is enough here: what tools answer to each client, the stage `conformance` tests. */
export const oneCall = { tool: "outlook_email_search", args: { limit: 1 } } as const;

/** Signs in, makes that call and gives the content of its result. */
export type CallFromAddress = (start: Start) => Promise<unknown>;
