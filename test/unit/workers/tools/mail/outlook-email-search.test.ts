import { describe, expect, it } from "vitest";
import { ToolError } from "#common/errors.ts";
import { refusedAs, toolErrorOf } from "#test/support/tool-error-of.ts";
import type { ToolContext } from "#workers/tools/tool-context.ts";
import { allAnswers, callTool } from "../call-tool.ts";
import { type FakeContextOptions, fakeContext } from "../fake-context.ts";

const select =
  "id,subject,from,sender,toRecipients,ccRecipients,receivedDateTime,sentDateTime,hasAttachments,importance,isRead," +
  "isDraft,flag,webLink,internetMessageId,conversationId,parentFolderId,bodyPreview";

/** With all fields. Hits then have an id. */
async function search(input: Record<string, unknown>, context: ToolContext) {
  const output = await callTool("outlook_email_search", { detail: "full", ...input }, context);
  return { ...output, messages: output.messages.map((hit) => ({ ...hit, id: hit.id ?? "" })) };
}

const emptyMailbox = (options: FakeContextOptions = {}) => fakeContext({ answers: () => ({ value: [] }), ...options });

const refusalOf = (input: Record<string, unknown>, options: FakeContextOptions = {}) =>
  toolErrorOf(search(input, emptyMailbox(options)));

/** A message received `minutes` before noon of 24 November 2026. */
function message(id: string, minutes: number, more: object = {}) {
  const received = new Date(Date.parse("2026-11-24T12:00:00Z") - minutes * 60_000).toISOString();
  return { id, subject: `Subject ${id}`, receivedDateTime: received, sentDateTime: received, ...more };
}

/** Messages from newest to oldest, a minute apart. */
function messages(count: number, first = 0) {
  return Array.from({ length: count }, (_, at) => message(`m${first + at}`, first + at));
}

describe("the uris of outlook_email_search", () => {
  const folder = { id: "AQMk=", displayName: "Projects", parentFolderId: "root", childFolderCount: 0 };
  const answers = (path: string) =>
    path.includes("/mailFolders/delta") ? { value: [folder] } : { value: [message("m1", 1)] };
  const uriOf = async (input: Record<string, unknown>) =>
    (await search(input, fakeContext({ answers }))).messages[0]?.uri;
  const mailboxOwnerEmail = "team@contoso.com";

  it("name the folder of another's mailbox, which may be all that is shared", async () => {
    expect(await uriOf({ mailboxOwnerEmail, folderName: "Projects" })).toBe(
      "mail:///messages/m1?owner=team%40contoso.com&folderId=AQMk%3D",
    );
  });

  it.each([
    [{ mailboxOwnerEmail }, "?owner=team%40contoso.com"],
    [{ mailboxOwnerEmail, folderName: "Inbox" }, "?owner=team%40contoso.com"],
    [{ folderName: "Projects" }, ""],
  ])("name no folder where none is needed: %j", async (input, parameters) => {
    expect(await uriOf(input)).toBe(`mail:///messages/m1${parameters}`);
  });
});

describe("outlook_email_search asks Graph", () => {
  it("for the newest messages of all folders when nothing is restricted", async () => {
    const context = emptyMailbox();
    const { effectiveQuery } = await search({}, context);
    expect(context.calls).toEqual([
      { method: "GET", url: `/me/messages?$orderby=receivedDateTime desc&$top=10&$select=${select}` },
    ]);
    expect(effectiveQuery).toEqual({ mailbox: "the user's own", folder: "all folders", order: "newest first" });
  });

  it("by an exact filter when there is no text, with the property of $orderby first", async () => {
    const context = emptyMailbox();
    await search({ sender: "o'brien@contoso.com", order: "oldest", limit: 25, offset: 50 }, context);
    expect(context.calls[0]?.url).toBe(
      "/me/messages?$filter=receivedDateTime ge 1970-01-01T00:00:00Z and " +
        "from/emailAddress/address eq 'o''brien@contoso.com'" +
        `&$orderby=receivedDateTime asc&$top=25&$skip=50&$select=${select}`,
    );
  });

  it("for a range of dates in a folder of another's mailbox", async () => {
    const context = emptyMailbox({ timeZone: "Europe/Berlin" });
    const mailbox = "team-x@sub-domain.contoso.com";
    const range = { afterDateTime: "2026-03-28", beforeDateTime: "2026-03-30" };
    const asked = { mailboxOwnerEmail: mailbox, folderName: "sent items", ...range };
    const { effectiveQuery } = await search(asked, context);
    expect(context.calls[0]?.url).toBe(
      "/users/team-x@sub-domain.contoso.com/mailFolders/sentitems/messages" +
        "?$filter=receivedDateTime ge 2026-03-27T23:00:00Z and receivedDateTime lt 2026-03-29T22:00:00Z" +
        `&$orderby=receivedDateTime desc&$top=10&$select=${select}`,
    );
    expect(effectiveQuery).toMatchObject({
      mailbox,
      folder: "Sent Items",
      after: "2026-03-28T00:00:00+01:00 (Europe/Berlin)",
      before: "2026-03-30T00:00:00+02:00 (Europe/Berlin)",
    });
  });

  it.each([
    [{ afterDateTime: "2025-01-01" }, true],
    [{ beforeDateTime: "2025-01-01" }, true],
    [{ afterDateTime: "2025-01-01", beforeDateTime: "2026-01-01" }, true],
    [{ afterDateTime: "2026-01-01" }, false],
    [{}, false],
  ])("names online archives where the range reaches back over a year, and only there: %j", async (range, isSaid) => {
    const { incomplete } = await search({ query: "x", ...range }, emptyMailbox());
    expect(incomplete?.reason.includes("online archive") ?? false).toBe(isSaid);
  });

  it("by $search alone when there is text, with all other conditions in the KQL", async () => {
    const context = emptyMailbox();
    const query = 'budget OR "final offer"';
    const others = { sender: "Anna Schmidt", recipient: "bob@contoso.com", afterDateTime: "2026-11-01T00:00:00Z" };
    const { effectiveQuery } = await search({ query, ...others }, context);
    const kql =
      '(budget OR "final offer") AND from:"Anna Schmidt" AND recipients:"bob@contoso.com" AND received>=2026-10-31';
    expect(context.calls).toEqual([
      { method: "GET", url: `/me/messages?$search="${kql.replaceAll('"', '\\"')}"&$top=100&$select=${select}` },
    ]);
    expect(effectiveQuery?.kql).toBe(kql);
  });

  it("with only one bound of received, because Outlook ignores a second one", async () => {
    const context = emptyMailbox();
    const beforeDateTime = "2026-02-01T00:00:00Z";
    await search({ query: "x", afterDateTime: "2026-01-01T00:00:00Z", beforeDateTime }, context);
    await search({ query: "x received>=2026-01-15", beforeDateTime }, context);
    expect(context.calls.map(({ url }) => url.match(/\$search="(.*)"&/)?.[1])).toEqual([
      "(x) AND received<=2026-02-02",
      "x received>=2026-01-15",
    ]);
  });

  it("for everything when the text is a star, as in other search tools", async () => {
    const context = emptyMailbox();
    await search({ query: "*", order: "oldest" }, context);
    expect(context.calls[0]?.url).toContain("$orderby=receivedDateTime asc");
  });

  it("for the user's time zone only when a date has none", async () => {
    const context = emptyMailbox();
    context.timeZone = () => Promise.reject(new Error("nobody needs it"));
    await search({ afterDateTime: "2026-01-01T00:00:00Z", beforeDateTime: "2026-02-01T00:00:00+09:00" }, context);
    await search({ afterDateTime: "yesterday", timeZone: "America/New_York" }, context);
    context.timeZone = async () => "Asia/Tokyo";
    await search({ afterDateTime: "yesterday" }, context);
    expect(context.calls.at(-1)?.url).toContain("receivedDateTime ge 2026-11-22T15:00:00Z");
  });
});

describe("outlook_email_search continues", () => {
  it("in a search past pages without hits, and says when it stops early", async () => {
    const far = Object.fromEntries(
      Array.from({ length: 12 }, (_, at) => [
        `https://graph/${at + 1}`,
        { value: messages(100, (at + 1) * 100), "@odata.nextLink": `https://graph/${at + 2}` },
      ]),
    );
    const context = fakeContext({
      answers: () => ({ value: messages(100), "@odata.nextLink": "https://graph/1" }),
      pages: far,
    });
    const output = await search({ query: "received>=2020-01-01 x", beforeDateTime: "2020-01-01T00:00:00Z" }, context);
    expect(context.calls).toHaveLength(10);
    expect(output).toMatchObject({ messages: [], moreResults: true });
    expect(output.incomplete?.reason).toContain("1000 messages were looked through");
  });

  it("not past the range, because search results are sorted by when they were sent, newest first", async () => {
    const dayMinutes = 24 * 60;
    const before = message("before", 6 * dayMinutes);
    const late = { ...before, id: "late", receivedDateTime: "2026-11-24T11:59:00Z" };
    const page = (value: object[], next: number) => ({ value, "@odata.nextLink": `https://graph/${next}` });
    const context = fakeContext({
      answers: () => page([...messages(1), message("m2", 2), before], 2),
      pages: { "https://graph/2": page([late, message("old", 30 * dayMinutes)], 3) },
    });
    const output = await search({ query: "x", afterDateTime: "2026-11-24T11:58:30Z" }, context);
    expect(output.messages.map(({ id }) => id)).toEqual(["m0", "late"]);
    expect(output).toMatchObject({ moreResults: false, totalResultCount: 2 });
    expect(context.calls).toHaveLength(2);
  });

  it("and says when Graph ends a search at its limit of 1,000 results", async () => {
    const context = fakeContext({ answers: () => ({ value: messages(1_000) }) });
    const output = await search({ query: "x", offset: 990 }, context);
    expect(output.messages.map(({ offset }) => offset)).toEqual([990, 991, 992, 993, 994, 995, 996, 997, 998, 999]);
    const end = await search({ query: "x", cursor: output.nextCursor }, context);
    expect(end).toMatchObject({ messages: [], moreResults: false });
    expect(end.incomplete?.reason).toContain("at most 1,000 matches");
    expect(end).not.toHaveProperty("totalResultCount");
  });

  it("in a search that ends early from its oldest day on, with doubles left out", async () => {
    const kqls: string[] = [];
    const context = fakeContext({
      answers: (_path, { query }) => {
        const kql = String(query?.$search);
        kqls.push(kql);
        return { value: kql.includes("sent<=") ? messages(60, 200) : messages(250) };
      },
    });
    const answers = await allAnswers((paging) => search({ query: "x", limit: 25, ...paging }, context));
    for (const { incomplete } of answers) expect(incomplete).toBeUndefined();
    expect(answers.flatMap((answer) => answer.messages.map(({ id }) => id))).toEqual(messages(260).map(({ id }) => id));
    expect(new Set(kqls)).toEqual(new Set(['"x"', '"(x) AND sent<=2026-11-25"']));
  });

  it("and says what may be missing where the query has its own bound of sent", async () => {
    const context = fakeContext({ answers: () => ({ value: messages(250) }) });
    const output = await search({ query: "x sent>=2020-01-01", offset: 240 }, context);
    expect(output).toMatchObject({ moreResults: false, incomplete: { reason: expect.stringContaining("may end") } });
    expect(context.calls).toHaveLength(1);
  });
});

describe("who is meant in a search of mail", () => {
  const kqlOf = async (query: string, own = ["hana@contoso.com"]) =>
    (await search({ query }, emptyMailbox({ ownAddresses: own }))).effectiveQuery?.kql;

  it("is the user by me, in KQL as in sender", async () => {
    expect(await kqlOf("from:me offer")).toBe('from:"hana@contoso.com" offer');
    expect(await kqlOf('offer AND (to:"me" OR cc:ME)')).toBe(
      'offer AND (to:"hana@contoso.com" OR cc:"hana@contoso.com")',
    );
  });

  it("stays as written where me is a word, or nobody knows the address", async () => {
    expect(await kqlOf('subject:me "from:me"')).toBe('subject:me "from:me"');
    expect(await kqlOf("from:me", [])).toBe("from:me");
  });

  it("is the one mailbox of a name", async () => {
    const info = { displayName: "Orders", mail: "info@contoso.com" };
    const context = fakeContext({ answers: (path) => ({ value: path === "/users" ? [info] : [] }) });
    const { effectiveQuery } = await search({ mailboxOwnerEmail: "info" }, context);
    expect(effectiveQuery).toMatchObject({ mailbox: "info@contoso.com" });
    expect(context.calls.at(-1)?.url).toMatch(/^\/users\/info@contoso\.com\/messages/);
  });
});

it("the hint about words of Chinese, Japanese and Korean is given where nothing was found for them alone", async () => {
  const hintOf = async (query: string) => (await search({ query }, emptyMailbox())).incomplete?.reason;
  expect(await hintOf("業部")).toContain("by whole words only");
  expect(await hintOf('"業部" order')).toContain("by whole words only");
  expect(await hintOf("from:田中")).toBeUndefined();
  expect(await hintOf("order")).toBeUndefined();
});

describe("outlook_email_search refuses", () => {
  it("oldest first when more match than Graph lists", async () => {
    const refusal = await refusalOf({ query: "x", order: "oldest" }, { answers: () => ({ value: messages(1_000) }) });
    expect(refusal).toEqual(refusedAs("invalid_input", "beforeDateTime"));
  });

  it.each([
    [{ query: "re: budget" }, '"re" is not a property of mail'],
    [{ query: "https://contoso.com" }, 'put them in double quotes: "https://contoso.com"'],
    [{ query: "received>=2026-01-01 received<=2026-02-01" }, "afterDateTime and beforeDateTime"],
    [{ afterDateTime: "the day of the big meeting" }, "is not understood as a date"],
    [{ afterDateTime: "2027-06-01" }, "is in the future"],
    [{ afterDateTime: "2026-01-05T09:00", beforeDateTime: "2026-01-05" }, "give the next day as beforeDateTime"],
    [{ timeZone: "Middle/Earth" }, "is not an IANA time zone"],
    [{ sender: '""' }, "has no letters to search for"],
  ])("%j", async (input, reason) => {
    expect(await refusalOf(input)).toEqual(refusedAs("invalid_input", reason));
  });
});

describe("outlook_email_search with fewer permissions", () => {
  it("names the permission that finding a folder lacks by Mail.ReadBasic alone", async () => {
    const answers = () => new ToolError("forbidden", "no access");
    const refusal = await refusalOf({ folderName: "Projects" }, { scopes: ["Mail.ReadBasic"], answers });
    expect(refusal).toMatchObject({ code: "permission_missing" });
  });

  it("says that the mailbox has no folder of that name, where Outlook made none yet", async () => {
    const answers = (path: string) =>
      path === "/me/mailFolders" ? { value: [{ id: "x", displayName: "Archived" }] } : undefined;
    expect(await refusalOf({ folderName: "Archive" }, { answers })).toEqual(
      refusedAs("not_found", /no folder "Archive".*"Archived"/),
    );
  });

  it("gives metadata by Mail.ReadBasic alone, without asking for the preview, and says so", async () => {
    const context = fakeContext({ scopes: ["Mail.ReadBasic"], answers: () => ({ value: messages(1) }) });
    const output = await search({ sender: "a@b.co" }, context);
    expect(context.calls[0]?.url).not.toContain("bodyPreview");
    expect(output.incomplete).toMatchObject({ missingScopes: ["Mail.Read"] });
  });

  it.each([{ query: "x" }, { recipient: "a@b.co" }, { sender: "Anna" }])(
    "can't search %j by Mail.ReadBasic alone",
    async (input) => {
      expect(await refusalOf(input, { scopes: ["Mail.ReadBasic"] })).toMatchObject({ code: "permission_missing" });
    },
  );
});
