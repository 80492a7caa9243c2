// T9: an address that somebody pastes — only known forms on hosts of Microsoft 365 are accepted, they become IDs of
// their kind, and the address itself is never requested.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { clouds } from "#common/clouds.ts";
import { ToolError } from "#common/errors.ts";
import type { AddressForm } from "#common/tools/resource-uri/addresses/address-form.ts";
import { appHosts } from "#common/tools/resource-uri/addresses/microsoft-hosts.ts";
import { addressForms, addressIn } from "#common/tools/resource-uri/addresses/read-address.ts";
import { parseResourceUri } from "#common/tools/resource-uri/resource-uri.ts";
import { binaryText } from "#test/support/binary-text.ts";
import { linkExamples } from "#test/support/links-tables.ts";
import { runs } from "#test/support/property-runs.ts";
import { fakeContext } from "#test/unit/workers/tools/fake-context.ts";
import { formatResourceUri, isResourceUri } from "#workers/tools/format-resource-uri.ts";
import { readResourceHandler } from "#workers/tools/resources/read-resource.ts";
import { tricks } from "./path-tricks.ts";

const guid = "6e3b2f0e-58a1-4f6c-9d0d-7f1f3c1d2a3b";
const teams = "https://teams.microsoft.com";
const outlook = "https://outlook.office.com";
const inTeam = `groupId=${guid}&tenantId=${guid}`;
const channel = `teams:///teams/${guid}/channels/19%3Aabc%40thread.tacv2/messages`;
const uriOf = (address: string) => formatResourceUri(parseResourceUri(address));
const examples = linkExamples();
const invalid = (message: string | RegExp) =>
  expect.objectContaining({
    code: "invalid_input",
    message: typeof message === "string" ? expect.stringContaining(message) : expect.stringMatching(message),
  });

describe("the address of", () => {
  // What an address stands for, as Microsoft's apps write it.
  it.each([
    [`${outlook}/mail/inbox/id/AAMkAG%2Fx%2By%3D`, "mail:///messages/AAMkAG-x_y%3D"],
    [`${outlook}/mail/0/AQMkAD%3D/id/AAMkAG%2Fx%3D`, "mail:///messages/AAMkAG-x%3D"],
    [`${outlook}/mail/deeplink/read/AAMkAG%3D?ItemID=AAMkAG%3D&exvsurl=1`, "mail:///messages/AAMkAG%3D"],
    [`${outlook}/mail/id/AAMkAG%3D`, "mail:///messages/AAMkAG%3D"],
    [`${outlook}/mail/inbox/id/AAQkAG%2Fx%2By%3D`, "mail:///conversations/AAQkAG-x_y%3D"],
    [`${outlook}/mail/info@contoso.com/id/AAQkAG`, "mail:///conversations/AAQkAG?owner=info%40contoso.com"],
    [`${outlook}/mail/info@contoso.com/inbox/id/AAMkAG%3D`, "mail:///messages/AAMkAG%3D?owner=info%40contoso.com"],
    [
      "https://outlook.office365.com/owa/?ItemID=AAMkAG%2Fx%2By%3D&exvsurl=1&viewmodel=ReadMessageItem",
      "mail:///messages/AAMkAG-x_y%3D",
    ],
    ["https://outlook.office365.com/owa/?itemid=AAMk+y=", "mail:///messages/AAMk_y%3D"],
    [
      "https://outlook.office.com/owa/shared@contoso.com/?viewmodel=ReadMessageItem&ItemID=AAMk%2f%3d",
      "mail:///messages/AAMk-%3D?owner=shared%40contoso.com",
    ],
    [`${outlook}/calendar/item/AAMkAG%2Fx%3D`, "calendar:///events/AAMkAG-x%3D"],
    [`${outlook}/calendar/0/deeplink/read/AAMkAG%3D`, "calendar:///events/AAMkAG%3D"],
    [
      "https://outlook.office365.com/owa/?itemid=AAMkAG%2Fx%3D&exvsurl=1&path=/calendar/item",
      "calendar:///events/AAMkAG-x%3D",
    ],
    [`${outlook}/mail/inbox`, "mail:///folders/inbox"],
    [`${outlook}/mail/0/sentitems`, "mail:///folders/sentitems"],
    [`${outlook}/mail/info%40contoso.com/archive/`, "mail:///folders/archive?owner=info%40contoso.com"],
    [`${teams}/l/message/19%3Aabc%40thread.tacv2/17?${inTeam}&createdTime=17&parentMessageId=17`, `${channel}/17`],
    [`${teams}/l/message/19:abc@thread.tacv2/17?${inTeam}`, `${channel}/17`],
    [`${teams}/l/message/19:abc@thread.tacv2/18?${inTeam}&parentMessageId=17`, `${channel}/17/replies/18`],
    [`${teams}/l/channel/19%3aabc%40thread.tacv2/General?${inTeam}`, channel],
    [`${teams}/l/team/19:abc@thread.tacv2/conversations?${inTeam}`, channel],
    [
      `${teams}/l/message/19:abc@thread.v2/17?context=%7B%22contextType%22%3A%22chat%22%7D`,
      "teams:///chats/19%3Aabc%40thread.v2/messages/17",
    ],
    [
      `${teams}/l/message/19:${guid}_${guid}@unq.gbl.spaces/17`,
      `teams:///chats/19%3A${guid}_${guid}%40unq.gbl.spaces/messages/17`,
    ],
    [`${teams}/l/chat/19%3Aabc%40thread.v2/0?tenantId=${guid}`, "teams:///chats/19%3Aabc%40thread.v2/messages"],
    [`${teams}/l/chat/48:notes/conversations`, "teams:///chats/48%3Anotes/messages"],
    [`${teams}/l/meeting/details?eventId=AAMkAG%2Fx%3D`, "calendar:///events/AAMkAG-x%3D"],
  ])("an item is the same as its uri: %s", (address, uri) => {
    expect(uriOf(address)).toBe(uri);
    expect(parseResourceUri(address)).toEqual(parseResourceUri(uri));
    expect(isResourceUri(uri)).toBe(true);
    expect(isResourceUri(address)).toBe(false);
  });

  it.each(examples.read)("$leadsTo is read, as docs/links.md says: $example", ({ app, example }) => {
    expect(addressIn(example)?.app).toBe(app);
    expect(parseResourceUri(example)).toHaveProperty("kind");
  });

  it.each(examples.others)("nothing that can be read is refused with what to do: $example", (one) => {
    expect(addressIn(one.example)?.app).toBe(one.app);
    expect(() => parseResourceUri(one.example)).toThrow(invalid(one.instead));
  });

  // An example of each form, which no form before it takes.
  it.each(["Outlook", "Teams"] as const)("%s has an example of each of its forms in docs/links.md", (app) => {
    const fits = (form: AddressForm, example: string) => {
      const url = new URL(example);
      return "read" in form ? form.read(url) !== undefined : form.fits(url);
    };
    const told = addressForms[app].map((form, at, forms) => {
      const row = [...examples.read, ...examples.others].find((one) =>
        "read" in form
          ? "leadsTo" in one && one.leadsTo === form.leadsTo
          : "instead" in one && one.instead === form.instead,
      );
      return row !== undefined && forms.findIndex((one) => fits(one, row.example)) === at;
    });
    expect(told).toEqual(addressForms[app].map(() => true));
    const rows = [...examples.read, ...examples.others].filter((one) => one.app === app);
    expect(rows).toHaveLength(addressForms[app].length);
  });

  it("a file stays the address that Graph is asked for, without what follows #", () => {
    const address = "https://contoso.sharepoint.com/sites/x/Shared%20Documents/Plan.docx?web=1";
    expect(parseResourceUri(`${address}#page=2`)).toEqual({ kind: "sharing-link", link: address });
    expect(parseResourceUri(` ${address.replaceAll("%20", " ")}\n`)).toEqual({ kind: "sharing-link", link: address });
  });

  it("another app names the app's addresses that can be read", () => {
    expect(() => parseResourceUri(`${teams}/l/entity/abc/def`)).toThrow(invalid(/Teams leads to nothing.*a chat;/));
    expect(() => parseResourceUri(`${outlook}/people`)).toThrow(invalid(/Outlook leads to nothing.*an event,/));
  });
});

describe("a host", () => {
  it("is known for each app in each cloud that the connector can be set to", () => {
    const apps = Object.keys(addressForms);
    const all = Object.keys(clouds).flatMap((cloud) => apps.map((app) => ({ cloud, app })));
    expect(appHosts.map(({ cloud, app }) => ({ cloud, app }))).toEqual(all);
    for (const { hosts, ...place } of appHosts) {
      for (const host of hosts) expect(addressIn(`https://${host.replace("*", "contoso")}/x`)).toMatchObject(place);
    }
  });

  it.each([
    "https://evil.example/mail/inbox/id/AAMk",
    "https://outlook.office.com.evil.example/mail/inbox/id/AAMk",
    "https://evil.example/?https://outlook.office.com/mail/inbox/id/AAMk",
    "https://evil.example#outlook.office.com/mail/inbox/id/AAMk",
    "https://outlook.office.com@evil.example/mail/inbox/id/AAMk",
    "https://user@outlook.office.com/mail/inbox/id/AAMk",
    "https://outlook.office.com:8443/mail/inbox/id/AAMk",
    "https://outlook.office.com\\@evil.example/mail/inbox/id/AAMk",
    "http://outlook.office.com/mail/inbox/id/AAMk",
    "https://contoso.sharepoint.com.evil.example/x",
    "https://sharepoint.com/x",
    "https://a.b.sharepoint.com/x",
    "https://xn--teams-.microsoft.com/l/chat/19:abc@thread.v2/0",
    "https://teams.microsoft.com./l/chat/19:abc@thread.v2/0",
    "https://evilteams.microsoft.com/l/chat/19:abc@thread.v2/0",
    "https://graph.microsoft.com/v1.0/me",
    "https://169.254.169.254/latest",
  ])("that is none of Microsoft 365's is refused, and so is a disguise: %s", (address) => {
    expect(() => parseResourceUri(address)).toThrow(invalid(/Outlook, Teams, SharePoint and OneDrive/));
  });

  it.each(["https://outlook.live.com/mail/0/inbox/id/AAMk", "https://1drv.ms/w/s!Abc", "https://teams.live.com/l/x"])(
    "for personal accounts is told apart: %s",
    (address) => {
      expect(() => parseResourceUri(address)).toThrow(invalid("personal accounts"));
    },
  );
});

describe("what is around an address", () => {
  const inner = `${teams}/l/chat/19:abc@thread.v2/0`;
  const safe = (address: string) =>
    `https://nam02.safelinks.protection.outlook.com/?url=${encodeURIComponent(address)}&data=05%7C02&reserved=0`;
  const launcher = (address: string) =>
    `${teams}/dl/launcher/launcher.html?url=${encodeURIComponent(address)}&type=chat&directDl=true`;

  it.each(examples.around)("is taken off: $around", ({ example }) => {
    expect(["chat-messages", "sharing-link"]).toContain(parseResourceUri(example).kind);
  });

  it("is taken off in each of its forms, and from one another", () => {
    const chat = parseResourceUri(inner);
    expect(parseResourceUri(safe(inner))).toEqual(chat);
    expect(parseResourceUri(safe(inner).replace("outlook.com", "office365.us"))).toEqual(chat);
    expect(parseResourceUri(launcher("/_#/l/chat/19:abc@thread.v2/0?anon=true"))).toEqual(chat);
    expect(parseResourceUri(launcher("/l/chat/19:abc@thread.v2/0"))).toEqual(chat);
    expect(parseResourceUri(safe(launcher("/_#/l/chat/19:abc@thread.v2/0")))).toEqual(chat);
  });

  it.each([
    safe("https://evil.example/x"),
    safe(safe(inner)),
    launcher(launcher(inner)),
    safe("http://contoso.sharepoint.com/x"),
    safe("javascript:alert(1)"),
    safe("mail:///messages/AAMk"),
    safe(""),
    `${safe(inner)}&url=${encodeURIComponent(inner)}`,
    launcher("https://evil.example/l/chat/19:abc@thread.v2/0"),
    launcher("//evil.example/l/chat/19:abc@thread.v2/0"),
    launcher("https://user@teams.microsoft.com/l/chat/19:abc@thread.v2/0"),
    launcher("http://["),
    `https://safelinks.protection.outlook.com.evil.example/?url=${encodeURIComponent(inner)}`,
    `${teams}/l/file/x?objectUrl=https%3A%2F%2Fevil.example%2Fx`,
  ])("never hides an address that would be refused by itself: %s", (address) => {
    expect(() => parseResourceUri(address)).toThrow(expect.objectContaining({ code: "invalid_input" }));
  });
});

describe("a hostile address", () => {
  const places: readonly ((trick: string) => string)[] = [
    (trick) => `${outlook}/mail/inbox/id/${trick}`,
    (trick) => `${outlook}/mail/inbox/id/AAQk${trick}`,
    (trick) => `${outlook}/mail/${trick}/id/AAMk`,
    (trick) => `${outlook}/mail/${trick}@contoso.com/id/AAMk`,
    (trick) => `${outlook}/mail/${trick}`,
    (trick) => `${outlook}/mail/AAMk/id/AAMk${trick}`,
    (trick) => `${outlook}/calendar/item/${trick}`,
    (trick) => `https://outlook.office365.com/owa/?ItemID=${trick}&viewmodel=ReadMessageItem`,
    (trick) => `https://outlook.office365.com/owa/${trick}/?ItemID=AAMk`,
    (trick) => `https://outlook.office365.com/owa/?itemid=${trick}&path=/calendar/item`,
    (trick) => `${teams}/l/message/${trick}/1`,
    (trick) => `${teams}/l/message/19:x@thread.v2/${trick}`,
    (trick) => `${teams}/l/message/19:x@thread.tacv2/1?groupId=${trick}`,
    (trick) => `${teams}/l/message/19:x@thread.tacv2/1?groupId=${guid}&parentMessageId=${trick}`,
    (trick) => `${teams}/l/channel/${trick}/General?groupId=${guid}`,
    (trick) => `${teams}/l/channel/19:x@thread.tacv2/${trick}?groupId=${guid}`,
    (trick) => `${teams}/l/chat/19:${trick}/0`,
    (trick) => `${teams}/l/meeting/details?eventId=${trick}`,
    (trick) => `${teams}/dl/launcher/launcher.html?url=${trick}`,
    (trick) => `${teams}/dl/launcher/launcher.html?url=/_%23/l/chat/19:${trick}/0`,
    (trick) => `${teams}/_#/l/message/19:x@thread.v2/${trick}`,
    (trick) => `https://nam02.safelinks.protection.outlook.com/?url=${trick}`,
    (trick) => `https://${trick}.sharepoint.com/sites/x/a.docx`,
    (trick) => `https://contoso.sharepoint.com/${trick}`,
    (trick) => `https://contoso.sharepoint.com/sites/x/Forms/AllItems.aspx?id=/sites/${trick}`,
    (trick) => `https://contoso.sharepoint.com/_layouts/15/Doc.aspx?sourcedoc=${trick}`,
    (trick) => `https://${trick}/l/chat/19:x@thread.v2/0`,
    (trick) => `onenote:${trick}`,
  ];
  const coded = tricks.flatMap((trick) => [
    trick,
    encodeURIComponent(trick),
    encodeURIComponent(encodeURIComponent(trick)),
  ]);
  const part = fc.oneof(fc.constantFrom(...coded), binaryText({ maxLength: 8 }), fc.constant("AAMk"));

  const mailbox = "(?:me|users/[^/@?#%\\\\]+@[^/@?#%\\\\]+)";
  const exchangeId = "[\\w+=-]+";
  const thread = "\\d{1,3}:[\\w.-]+(?:@[\\w.-]+)?";
  /** All that may be asked of Graph, with every id one segment of its own alphabet. */
  const allowed = new RegExp(
    `^/(?:${mailbox}/(?:messages(?:/${exchangeId}(?:/attachments)?)?|events/${exchangeId})` +
      `|${mailbox}/mailFolders/${exchangeId}(?:/childFolders|/messages(?:/${exchangeId}(?:/attachments)?)?)?` +
      `|${mailbox}/mailFolders(?:/delta)?` +
      `|chats/${thread}(?:/messages(?:/\\d+)?|/members)?` +
      `|teams/[0-9a-f-]{36}/channels/${thread}/messages(?:/\\d+(?:/replies(?:/\\d+)?)?)?` +
      "|shares/u![\\w-]+/driveItem|search/query" +
      "|drives/[\\w!-]+/items/[\\w!-]+(?:/content|/children)?)(?:\\?[^#]*)?$",
    "i",
  );
  const scopes = [
    ...["Mail.Read", "Mail.Read.Shared", "Calendars.Read", "Calendars.Read.Shared", "Chat.Read"],
    ...["ChannelMessage.Read.All", "Files.Read.All", "Sites.Read.All", "Notes.Read", "Notes.Read.All"],
  ];

  it("reaches Graph by its typed ids alone, or is refused", async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...places), fc.array(part, { maxLength: 3 }), async (place, parts) => {
        const context = fakeContext({ scopes });
        const answer = readResourceHandler.run({ uri: place(parts.join("")) }, context);
        await answer.catch((error) => expect(error).toBeInstanceOf(ToolError));
        for (const { url } of context.calls) expect(url).toMatch(allowed);
      }),
      { numRuns: runs(20_000) },
    );
  });
});
