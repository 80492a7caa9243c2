import { until } from "./until.ts";

/** Keys that stay, and what they are for. None holds anything of a request. */
export const lastingKeys = [
  {
    what: "BullMQ's bookkeeping of the queues",
    pattern: /^\{m365\}:tool-calls-(search|outlook|teams|files):(meta|id|pc|stalled-check|marker|events)$/,
  },
  { what: "streams for answers, one per gateway, empty", pattern: /^\{m365\}:replies:[0-9a-f-]{36}$/ },
  { what: "the number of the format of messages", pattern: /^\{m365\}:tool-calls-format$/ },
  { what: "which workers are alive", pattern: /^\{m365\}:workers$/ },
] as const;

/**
 * What is remembered longer than a call: that something happened to somebody whom nobody can tell. Its name is an HMAC.
 */
const memoryKey = /^\{m365\}:(cooldown|graph:limited|graph:probe|afresh|challenged|retrievals):[\w-]{43}$/;

/** When OneNote or a search by meaning, whose limits count an hour, may be asked next: a time. Its name is an HMAC. */
const clockKey = /^\{m365\}:graph:clock:[\w-]{43}$/;

const isLasting = (key: string) => lastingKeys.some(({ pattern }) => pattern.test(key));

export const memoriesIn = (keys: readonly string[]): string[] => keys.filter((key) => memoryKey.test(key));

/** The keys that belong to a call, or to nothing that we know. */
export const keysOfCalls = (keys: readonly string[]): string[] =>
  keys.filter((key) => !(isLasting(key) || memoryKey.test(key) || clockKey.test(key)));

/** Waits until no key of a call is left, before such keys expire. Rejects with the names of those that stay. */
export async function untilCallsAreGone(keys: () => Promise<string[]>, withinMs = 10_000): Promise<void> {
  let left: string[] = [];
  const look = async () => {
    left = keysOfCalls(await keys());
    return left.length === 0;
  };
  await until(() => `the keys of calls to go: ${left.join(", ")}`, look, withinMs);
}
