import { describe, expect, it } from "vitest";
import { ToolError } from "#common/errors.ts";
import { refusedAs, toolErrorOf } from "#test/support/tool-error-of.ts";
import { callTool } from "../call-tool.ts";
import { type FakeContextOptions, fakeContext } from "../fake-context.ts";

const owner = "team-x@north-wind.example";

const uriOf = (path: string) => ({ uri: `mail:///${path}?owner=${encodeURIComponent(owner)}` });

describe.each([
  ["a search", "outlook_email_search", { mailboxOwnerEmail: owner }],
  ["a list of folders", "read_resource", uriOf("folders/")],
  ["a message", "read_resource", uriOf("messages/AAMk%3D")],
  ["a conversation", "read_resource", uriOf("conversations/AAQk%3D")],
] as const)("%s in another's mailbox", (_what, tool, input) => {
  const refusalOf = (options: FakeContextOptions) => toolErrorOf(callTool(tool, input, fakeContext(options)));
  const refusedBy = (code: "forbidden" | "not_found") =>
    refusalOf({ answers: () => new ToolError(code, `Graph says ${code}`) });

  it("is refused in the same words, whether it is unknown or not shared", async () => {
    const [unknown, denied] = [await refusedBy("not_found"), await refusedBy("forbidden")];
    expect(unknown.code).toBe("not_found");
    expect([denied.code, denied.message]).toEqual([unknown.code, unknown.message]);
  });

  it("tells a permission that the connector lacks from a mailbox that is not shared", async () => {
    const withoutScope = await refusalOf({ scopes: ["Mail.Read"], answers: () => ({ value: [] }) });
    const withoutDelegation = await refusedBy("forbidden");
    expect(withoutScope).toMatchObject({
      code: "permission_missing",
      message: expect.stringContaining("Entra administrator"),
      details: { missingScopes: ["Mail.Read.Shared"] },
    });
    expect(withoutDelegation).toEqual(
      refusedAs("not_found", /permission of the connector is granted.*Exchange administrator can share it/),
    );
  });
});

it.each([
  "o'brien@contoso.example",
  "a+b@x-y-z.co.uk",
  "team_1@sub-domain.contoso.onmicrosoft.com",
  "büro@münchen.example",
])("the owner of a mailbox may have any address: %s", async (mailboxOwnerEmail) => {
  const context = fakeContext({ answers: () => ({ value: [] }) });
  await callTool("outlook_email_search", { mailboxOwnerEmail }, context);
  expect(context.calls[0]?.url).toContain(`/users/${mailboxOwnerEmail}/messages`);
});
