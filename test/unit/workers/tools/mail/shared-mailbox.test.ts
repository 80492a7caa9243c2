import { describe, expect, it } from "vitest";
import { ToolError } from "#common/errors.ts";
import { toolErrorOf } from "#test/support/tool-error-of.ts";
import { callTool } from "../call-tool.ts";
import { type FakeContextOptions, fakeContext } from "../fake-context.ts";

const owner = "team-x@north-wind.example";
const shared = ["Mail.Read", "Mail.Read.Shared"];

const reads = {
  "a search": (context: ReturnType<typeof fakeContext>) =>
    callTool("outlook_email_search", { mailboxOwnerEmail: owner }, context),
  "a list of folders": (context: ReturnType<typeof fakeContext>) =>
    callTool("read_resource", { uri: `mail:///folders/?owner=${encodeURIComponent(owner)}` }, context),
};

const refusalOf = (read: (typeof reads)[keyof typeof reads], options: FakeContextOptions) =>
  toolErrorOf(read(fakeContext(options)));

describe.each(Object.entries(reads))("%s in another's mailbox", (_what, read) => {
  it("tells a permission that the connector lacks from a mailbox that is not shared", async () => {
    const withoutScope = await refusalOf(read, { scopes: ["Mail.Read"], answers: () => ({ value: [] }) });
    const withoutDelegation = await refusalOf(read, {
      scopes: shared,
      answers: () => new ToolError("forbidden", "Graph says 403"),
    });
    expect(withoutScope).toMatchObject({
      code: "permission_missing",
      message: expect.stringContaining("Entra administrator"),
      details: { missingScopes: ["Mail.Read.Shared"] },
    });
    expect(withoutDelegation).toMatchObject({
      code: "not_found",
      message: expect.stringMatching(/permission of the connector is granted.*Exchange administrator can share it/),
    });
  });
});

describe("the owner of a mailbox", () => {
  it.each([
    owner,
    "o'brien@contoso.example",
    "a+b@x-y-z.co.uk",
    "team_1@sub-domain.contoso.onmicrosoft.com",
    "büro@münchen.example",
  ])("may have any address: %s", async (mailboxOwnerEmail) => {
    const context = fakeContext({ scopes: shared, answers: () => ({ value: [] }) });
    await callTool("outlook_email_search", { mailboxOwnerEmail }, context);
    expect(context.calls[0]?.url).toContain(`/users/${mailboxOwnerEmail}/messages`);
  });
});
