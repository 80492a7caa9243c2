import { describe, expect, it } from "vitest";
import type { SealingKeys } from "#common/settings.ts";
import { newSealingKey } from "#test/support/sealing-key.ts";
import { person } from "./person.ts";
import {
  type Answer,
  codeForm,
  entraCode,
  question,
  refreshForm,
  type SignInGateway,
  signInGateway,
  targetOf,
} from "./sign-in-gateway.ts";

const [old, fresh] = [newSealingKey("old"), newSealingKey("new")];
const withKeys = (...keys: SealingKeys) => signInGateway({ keys });
const first = withKeys(old);

const steps = ["page", "approval", "callback", "code", "renewal"] as const;
type Step = (typeof steps)[number];

/** A sign-in to its first renewal. From one step on, another gateway answers, with another ring. */
async function signInWith(other: SignInGateway, from: Step): Promise<{ answer: Answer; at: Step }> {
  const me = person(first);
  const isOther = (step: Step) => steps.indexOf(step) >= steps.indexOf(from);
  const gatewayAt = (step: Step) => (isOther(step) ? other : first);
  const turnTo = (step: Step) => me.moveTo(gatewayAt(step));
  const redirect = "http://localhost:50123/callback";
  const { client_id } = (await first.register({ redirect_uris: [redirect] })).json();

  turnTo("page");
  const page = await me.open(question({ client_id }));
  if (page.statusCode !== 200) return { answer: page, at: "page" };
  turnTo("approval");
  const approved = await me.press(page);
  if (approved.statusCode !== 200) return { answer: approved, at: "approval" };
  turnTo("callback");
  const back = await me.comeBack({ code: entraCode, state: targetOf(approved).parameters.state ?? "" });
  if (back.statusCode !== 302) return { answer: back, at: "callback" };
  const form = codeForm(targetOf(back).parameters.code ?? "", { client_id });
  const tokens = await gatewayAt("code").token(form);
  if (tokens.statusCode !== 200) return { answer: tokens, at: "code" };
  const renewal = refreshForm(tokens.json().refresh_token, { client_id });
  return { answer: await gatewayAt("renewal").token(renewal), at: "renewal" };
}

const stillKnown: [string, SignInGateway][] = [
  ["a key added", withKeys(old, fresh)],
  ["a new key put first", withKeys(fresh, old)],
];

describe.each(steps)("keys that are changed before the %s", (step) => {
  // proves F18
  it.each(stillKnown)("do not disturb the sign-in with %s", async (_what, other) => {
    const { answer, at } = await signInWith(other, step);
    expect([answer.statusCode, at]).toEqual([200, "renewal"]);
  });
});

/** Where a sign-in ends that was sealed by a key that is gone. */
const ends: Record<Exclude<Step, "page">, (answer: Answer) => void> = {
  approval: expectPage,
  callback: expectPage,
  code: expectBadGrant,
  renewal: expectBadGrant,
};

function expectPage({ statusCode, headers, body }: Answer): void {
  expect([statusCode, headers.location, headers.refresh]).toEqual([400, undefined, undefined]);
  expect(body).toContain("start the sign-in there again");
}

function expectBadGrant({ statusCode, body }: Answer): void {
  expect([statusCode, JSON.parse(body)]).toEqual([
    400,
    { error: "invalid_grant", error_description: expect.stringContaining("sign in again") },
  ]);
}

describe.each<[string, SignInGateway]>([
  ["removed", withKeys(fresh)],
  ["replaced under its own name", withKeys(newSealingKey("old"))],
])("a key that is %s", (_what, other) => {
  it.each(Object.keys(ends) as (keyof typeof ends)[])(
    "before the %s has the person start again, and says so",
    async (step) => {
      const { answer, at } = await signInWith(other, step);
      expect(at).toBe(step);
      ends[step](answer);
    },
  );

  it("does not end a registration", async () => {
    const { answer, at } = await signInWith(other, "page");
    expect([answer.statusCode, at]).toEqual([200, "renewal"]);
  });
});
