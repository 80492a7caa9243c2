import { registeredPermissions } from "#test/fake-tenant/data/registered-permissions.ts";
import { askedTools } from "#test/tools/tools.ts";
import type { CallName } from "./own-calls.ts";

/** The calls that are blocked, with the first words of the refusal and the permission that it asks for. */
type Refusals = Readonly<Partial<Record<CallName, readonly [words: string, permission: string]>>>;

/** What an admin revokes in Entra, and what that blocks; everything else must go on. */
export interface Revocation {
  /** What is granted before. */
  granted: readonly string[];
  revoked: readonly string[];
  refusals: Refusals;
}

const withFilesRead = registeredPermissions.map((scope) => (scope === "Files.Read.All" ? "Files.Read" : scope));

const mail = ["Reading mail is blocked.", "Mail.Read"] as const;
const event = ["Reading calendars and free meeting times is blocked.", "Calendars.Read"] as const;
const chats = ["Reading Teams chats is blocked.", "Chat.Read"] as const;
const task = ["Reading tasks is blocked.", "Tasks.Read"] as const;
const note = ["Reading OneNote is blocked.", "Notes.Read"] as const;
const siteNote = ["Reading OneNote in SharePoint is blocked.", "Notes.Read.All"] as const;
const sharePoint = ["Reading SharePoint is blocked.", "Sites.Read.All"] as const;
const files = ["Reading files is blocked.", "Files.Read.All"] as const;
const inOneDrive = ["This item is in a OneDrive.", "Files.Read.All"] as const;

const readsOfMail = { "a mail": mail, "a mail's address": mail, "a conversation": mail, fetch: mail };
const readsOfChats = { "a chat": chats, "a chat's address": chats };

/** All that `search` asks for: one that is left would answer it. */
const searched = [
  "Sites.Read.All",
  "Files.Read.All",
  "Mail.Read",
  "Chat.Read",
  "Calendars.Read",
  "Notes.Read",
  "Notes.Read.All",
  "Tasks.Read",
];

/** What `read_resource` and the composite tools refuse while this is revoked. */
const ofReading: readonly { granted?: readonly string[]; revoked: readonly string[]; refusals: Refusals }[] = [
  { revoked: ["Mail.Read"], refusals: readsOfMail },
  { revoked: ["Calendars.Read"], refusals: { "an event": event } },
  { revoked: ["Chat.Read"], refusals: readsOfChats },
  {
    revoked: ["Sites.Read.All"],
    refusals: {
      "a site's file": ["This item is in a SharePoint site.", "Sites.Read.All"],
      "a site's note": sharePoint,
      "a site's list": sharePoint,
    },
  },
  { revoked: ["Tasks.Read"], refusals: { "a task": task } },
  // Notes.Read.All covers the own notebooks too.
  { revoked: ["Notes.Read.All"], refusals: { "a site's note": siteNote } },
  { revoked: ["Notes.Read", "Notes.Read.All"], refusals: { "a note": note, "a site's note": siteNote } },
  { revoked: ["Files.Read.All"], refusals: { "an own file": inOneDrive } },
  // It tells the time zone and nothing else, and without it calendars do.
  { granted: [...registeredPermissions, "MailboxSettings.Read"], revoked: ["MailboxSettings.Read"], refusals: {} },
  { granted: withFilesRead, revoked: ["Files.Read"], refusals: { "an own file": inOneDrive } },
  {
    revoked: ["Sites.Read.All", "Files.Read.All"],
    refusals: {
      "an own file": files,
      "a site's file": files,
      "a site's note": sharePoint,
      "a site's list": sharePoint,
    },
  },
  {
    revoked: searched,
    refusals: {
      ...readsOfMail,
      ...readsOfChats,
      "an event": event,
      search: sharePoint,
      "an own file": files,
      "a site's file": files,
      "a note": note,
      "a site's note": [
        "Reading OneNote in SharePoint and SharePoint is blocked.",
        "Notes.Read.All and Sites.Read.All",
      ],
      "a site's list": sharePoint,
      "a task": task,
    },
  },
];

/** What the tools refuse while this is revoked, as their files say. */
const ofTools = (revoked: readonly string[]): Refusals =>
  Object.fromEntries(
    askedTools.flatMap(([name, { refusal }]) =>
      refusal?.without.every((scope) => revoked.includes(scope)) ? [[name, [refusal.words, refusal.permission]]] : [],
    ),
  );

const alone = new Map(
  askedTools.flatMap(([, { refusal }]) => (refusal ? [[`${refusal.without}`, refusal.without]] : [])),
);
// Each permission of the registrations is revoked alone by some row, whatever that takes away.
for (const scope of registeredPermissions) alone.set(scope, [scope]);
for (const { revoked } of ofReading) alone.delete(`${revoked}`);

export const revocations: readonly Revocation[] = [
  ...ofReading,
  ...[...alone.values()].map((revoked) => ({ revoked, refusals: {} })),
].map((row) => ({ granted: registeredPermissions, ...row, refusals: { ...ofTools(row.revoked), ...row.refusals } }));
