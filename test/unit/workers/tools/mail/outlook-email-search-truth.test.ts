import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ToolError } from "#common/errors.ts";
import type { FakeTenant } from "#test/fake-tenant/fake-tenant.ts";
import { runs } from "#test/support/property-runs.ts";
import { refusedAs } from "#test/support/tool-error-of.ts";
import { asserted, createObo, signIn, startTrustedTenant } from "#test/unit/workers/auth/obo-fixture.ts";
import type { OnBehalfOf } from "#workers/auth/on-behalf-of.ts";
import type { MailHit } from "#workers/tools/mail/mail-hit.ts";
import type { ToolContext } from "#workers/tools/tool-context.ts";
import { graphOn } from "../../graph/graph-fixture.ts";
import { allAnswers, callTool } from "../call-tool.ts";
import { fakeContext } from "../fake-context.ts";

type Input = Record<string, unknown>;
type FullHit = MailHit & { id: string };

let tenant: FakeTenant;
let obo: OnBehalfOf;
let closeGraph: () => Promise<void>;
let context: ToolContext;
let all: FullHit[];
/** Ids of the messages that one condition alone finds, told by that condition. */
const alone = new Map<string, Set<string>>();

beforeAll(async () => {
  tenant = await startTrustedTenant();
  const { tenants } = await tenant.control.directory();
  const user = tenants[0]?.users.find(({ hasMailbox, isSharedMailbox }) => hasMailbox && !isSharedMailbox);
  if (!user) throw new Error("the demo company has someone with mail");
  await tenant.control.setGrants(user.tenantId, ["Mail.Read", "User.Read"]);
  await tenant.control.generateMessages(user.id, { count: 150 });
  ({ obo } = await createObo(tenant));
  const graphOfCalls = graphOn(tenant, () => obo);
  const own = asserted(await signIn(tenant, user.id), { deadlineMs: Date.now() + 600_000 });
  const graph = await graphOfCalls.doorOf(own);
  closeGraph = graphOfCalls.close;
  context = { ...fakeContext({ nowIso: new Date().toISOString() }), graph };
  all = await searchAll({});
});
afterAll(async () => {
  await Promise.all([obo.close(), closeGraph()]);
  await tenant.close();
});

async function search(input: Input) {
  const output = await callTool("outlook_email_search", { detail: "full", ...input }, context);
  return { ...output, messages: output.messages.map((hit: MailHit): FullHit => ({ ...hit, id: hit.webLink ?? "" })) };
}

/** Every hit, from cursor to cursor. */
async function searchAll(input: Input): Promise<FullHit[]> {
  const answers = await allAnswers(({ cursor }) =>
    search({ limit: 25, ...input, cursor, ...(cursor !== undefined && { offset: undefined }) }),
  );
  return answers.flatMap(({ messages }) => messages);
}

async function foundAloneBy(name: string, value: unknown): Promise<Set<string>> {
  const key = `${name}=${value}`;
  const known = alone.get(key) ?? new Set((await searchAll({ [name]: value })).map(({ id }) => id));
  alone.set(key, known);
  return known;
}

function timeOf({ receivedDateTime = "" }: FullHit): number {
  return Date.parse(receivedDateTime);
}

/** What the search must find: everything that fits each condition alone. */
async function expected({ afterDateTime, beforeDateTime, order, ...conditions }: Input): Promise<string[]> {
  const sets = await Promise.all(
    Object.entries(conditions)
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => foundAloneBy(name, value)),
  );
  const fitting = all
    .filter(({ id }) => sets.every((set) => set.has(id)))
    .filter((hit) => typeof afterDateTime !== "string" || timeOf(hit) >= Date.parse(afterDateTime))
    .filter((hit) => typeof beforeDateTime !== "string" || timeOf(hit) < Date.parse(beforeDateTime));
  return (order === "oldest" ? fitting.toReversed() : fitting).map(({ id }) => id);
}

describe("outlook_email_search on a mailbox", () => {
  it("has a mailbox to search, with senders, folders and words to find", async () => {
    expect(all.length).toBeGreaterThan(150);
    expect(new Set(all.map(({ parentFolderId }) => parentFolderId)).size).toBeGreaterThan(2);
  });

  it("finds exactly what meets all conditions, in order and page by page, for any combination", async () => {
    const pick = <T>(values: readonly T[]) => fc.option(fc.constantFrom(...values), { nil: undefined });
    const some = all.filter((_, at) => at % Math.ceil(all.length / 12) === 0);
    const words = [...new Set(some.flatMap(({ subject }) => subject.match(/[A-Za-z]{5,}/g) ?? []))].slice(0, 6);
    const moments = some.map(({ receivedDateTime }) => receivedDateTime ?? "");
    const conditions = {
      query: pick([
        ...words,
        ...words.map((word) => `subject:${word}`),
        `${words[0]} OR ${words[1]}`,
        `NOT ${words[0]}`,
      ]),
      sender: pick(some.flatMap(({ sender, senderName }) => [sender, senderName]).filter((who) => who !== undefined)),
      recipient: pick(some.flatMap(({ recipients }) => recipients).slice(0, 4)),
      folderName: pick(["Inbox", "Sent Items", ...new Set(some.map(({ parentFolderId }) => parentFolderId ?? ""))]),
      afterDateTime: pick(moments),
      beforeDateTime: pick(moments),
      order: pick(["newest", "oldest"]),
    };
    const numRuns = runs(200);
    let refused = 0;
    let found = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.record(conditions, { requiredKeys: [] }),
        fc.constantFrom(3, 10, 25),
        fc.constantFrom(0, 1, 7),
        async (input, limit, offset) => {
          try {
            const hits = await searchAll({ ...input, limit, offset });
            expect(hits.map(({ id }) => id)).toEqual((await expected(input)).slice(offset));
            expect(hits.map((hit) => hit.offset)).toEqual(hits.map((_, at) => offset + at));
            found += hits.length;
          } catch (error) {
            if (!(error instanceof ToolError)) throw error;
            expect(error).toEqual(refusedAs("invalid_input", "afterDateTime"));
            refused += 1;
          }
        },
      ),
      // Of few random combinations, all may find nothing.
      { numRuns, examples: [[{}, 25, 0]] },
    );
    expect(found).toBeGreaterThan(numRuns);
    expect(refused, "mostly a range that ends before it starts").toBeLessThan(numRuns * 0.7);
  });
});
