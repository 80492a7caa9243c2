import { expect } from "vitest";
import { untilCallsAreGone } from "./keys-left.ts";
import { postMessage, postToolCall, rawEras } from "./raw-mcp.ts";
import type { RedisClusterServers } from "./redis-cluster.ts";
import { passwords } from "./redis-users.ts";
import { answerMail, untilMailIsAsked, untilMailIsGivenUp } from "./requests-for-mail.ts";
import type { Environment } from "./service-settings.ts";
import { type Stack, startStack } from "./stack.ts";
import { membersWithMail } from "./tool-answers.ts";

/**
 * What must work however Redis is run: a search by clients of both eras; cancellations and end-of-request
 * messages, which are sharded pub/sub; a cool-down that all workers know; and nothing else left of any of it.
 * @param keys all keys of Redis, whichever server has them
 * @param whoIsPaused which of the people gets the cool-down; it stays for a minute
 */
export async function expectCallsToWork(stack: Stack, keys: () => Promise<string[]>, whoIsPaused = 1): Promise<void> {
  const { control } = stack.fake;
  const people = await membersWithMail(stack.fake);
  const tokenOf = (index: number) => control.mintToken({ userId: people[index]?.id ?? "" });
  const token = await tokenOf(0);
  const call = { url: stack.gateways[0].mcpUrl, token, tool: "outlook_email_search" };
  for (const era of rawEras) expect(await (await postToolCall(era, call)).text(), era).toContain("moreResults");

  await control.resetStats();
  await answerMail(stack.fake, { hang: true });
  const hanging = postToolCall("legacy", { ...call, id: 7 }).then((response) => response.text());
  hanging.catch(() => undefined);
  await untilMailIsAsked(stack.fake);
  const cancel = { method: "notifications/cancelled", params: { requestId: 7 } };
  expect((await postMessage("legacy", cancel, call)).status).toBe(202);
  await untilMailIsGivenUp(stack.fake);

  await control.resetScript();
  await answerMail(stack.fake, { status: 429, headers: { "retry-after": "60" } });
  const paused = { ...call, token: await tokenOf(whoIsPaused) };
  expect(await (await postToolCall("modern", paused)).text()).toContain("Try again in");
  await control.resetScript();
  expect(await (await postToolCall("modern", paused)).text(), "the pause is kept").toContain("Try again in");
  expect((await keys()).filter((key) => key.startsWith("{m365}:cooldown:")).length).toBeGreaterThan(0);
  await untilCallsAreGone(keys);
}

/** The same of a Cluster that checks rights: and it refused our processes nothing. */
export async function expectClusterToServe(stack: Stack, { admins }: RedisClusterServers): Promise<void> {
  await expectCallsToWork(stack, async () => (await Promise.all(admins.map((admin) => admin.keys("*")))).flat());
  for (const admin of admins) expect(await admin.acl("LOG")).toEqual([]);
}

/** Gateway and worker as the users of deploy/redis, on a Redis that `settings` name. */
export const startAsUsers = (settings: Environment): Promise<Stack> =>
  startStack({
    gatewayEnvironment: { ...settings, REDIS_USERNAME: "gateway", REDIS_PASSWORD: passwords.gateway },
    workerEnvironment: { ...settings, REDIS_USERNAME: "workers", REDIS_PASSWORD: passwords.workers },
  });
