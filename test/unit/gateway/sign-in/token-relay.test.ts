import { describe, expect, it } from "vitest";
import { createTokenRelay } from "#gateway/sign-in/entra/token-relay.ts";
import { newSealingKey } from "#test/support/sealing-key.ts";
import { person } from "./person.ts";
import {
  codeForm,
  entraTokens,
  otherTenantId,
  refreshForm,
  signInGateway,
  tenantId,
  verdictOf,
} from "./sign-in-gateway.ts";

/** A relay to an Entra that answers when it is told to. */
function slowRelay() {
  const waiting: ((response: Response) => void)[] = [];
  const relay = createTokenRelay(() => new Promise((resolve) => waiting.push(resolve)));
  const form = new URLSearchParams();
  const asked: Promise<unknown>[] = [];
  return {
    waiting,
    /** Whether Entra is asked. */
    async asks(holder: string, tenant?: string): Promise<boolean> {
      const before = waiting.length;
      const answer = relay("https://entra.example/token", form, { holder, tenant });
      const settled = answer.catch((error: unknown) => error);
      asked.push(settled);
      if (waiting.length > before) return true;
      expect(await settled).toMatchObject({
        code: "temporarily_unavailable",
        details: { retryAfterSeconds: 1, isEntras: true },
      });
      return false;
    },
    async answerAll() {
      for (const answer of waiting.splice(0)) answer(Response.json(entraTokens));
      return await Promise.all(asked.splice(0));
    },
  };
}

/** How many of these requests, one person's each, reach Entra. */
async function reached(relay: ReturnType<typeof slowRelay>, count: number, tenant?: string): Promise<number> {
  let sum = 0;
  for (let at = 0; at < count; at += 1) if (await relay.asks(`${tenant} ${at}`, tenant)) sum += 1;
  return sum;
}

describe("the places on the way to Entra", () => {
  it("are 32 at once, and free again as requests end", async () => {
    const relay = slowRelay();
    for (const tenant of ["a", "b", "c", "d"]) expect(await reached(relay, 8, tenant)).toBe(8);
    expect(await relay.asks("new", "e")).toBe(false);
    expect(relay.waiting).toHaveLength(32);
    await relay.answerAll();
    expect(await relay.asks("new", "e")).toBe(true);
    expect(await relay.answerAll()).toEqual([{ status: 200, text: expect.stringContaining(entraTokens.access_token) }]);
  });

  // proves A30
  it("are two for a person, with however many refresh tokens", async () => {
    const relay = slowRelay();
    const asked = [];
    for (let at = 0; at < 32; at += 1) asked.push(await relay.asks("person", "a"));
    expect(asked.filter(Boolean)).toHaveLength(2);
    expect(await relay.asks("colleague", "a")).toBe(true);
    await relay.answerAll();
    expect(await relay.asks("person", "a")).toBe(true);
  });

  // proves A30
  it("are left for another tenant by one with many people, and by those of whom nothing is known", async () => {
    const relay = slowRelay();
    expect(await reached(relay, 40, "busy")).toBe(16);
    expect(await reached(relay, 40)).toBe(8);
    expect(await reached(relay, 8, "quiet")).toBe(8);
  });
});

/** Two tenants' people at a gateway whose Entra answers codes at once, and renewals when it is told to. */
function busyFront() {
  const keys = [newSealingKey()] as const;
  let signedIn = { userId: "", tenantId };
  const waiting: (() => void)[] = [];
  const gateway = signInGateway({
    keys,
    entra: ({ form }) =>
      form.grant_type === "authorization_code"
        ? Response.json(entraTokens)
        : new Promise((resolve) => waiting.push(() => resolve(Response.json(entraTokens)))),
    validate: async () => verdictOf(signedIn),
  });
  return {
    gateway,
    waiting,
    /** A new refresh token of this person. */
    async tokenOf(userId: string, home = tenantId): Promise<string> {
      signedIn = { userId, tenantId: home };
      const code = await person(gateway).codeFor();
      return String((await gateway.token(codeForm(code))).json().refresh_token);
    },
  };
}

// proves A30
it("a person with several sign-ins renews two of them at once, and keeps nobody else from it", async () => {
  const { gateway, waiting, tokenOf } = busyFront();
  const tokens = [];
  for (let at = 0; at < 6; at += 1) tokens.push(await tokenOf("2a1b2c3d-0000-4a6b-8c7d-9e0f1a2b3c4d"));
  tokens.push(await tokenOf("3a1b2c3d-0000-4a6b-8c7d-9e0f1a2b3c4d"));
  tokens.push(await tokenOf("2a1b2c3d-0000-4a6b-8c7d-9e0f1a2b3c4d", otherTenantId));
  const [refused, renewed]: [number[], number[]] = [[], []];
  const renewals = tokens.map(async (token, whose) => {
    const { statusCode, headers } = await gateway.token(refreshForm(token));
    if (statusCode === 503 && headers["retry-after"] === "1") refused.push(whose);
    if (statusCode === 200) renewed.push(whose);
  });
  await expect.poll(() => [waiting.length, refused.length], { timeout: 10_000 }).toEqual([4, 4]);
  expect(Math.max(...refused)).toBeLessThan(6);
  for (const answer of waiting) answer();
  await Promise.all(renewals);
  expect(renewed).toHaveLength(4);
});
