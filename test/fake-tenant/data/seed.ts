import type { UserRecord } from "#test/fake-tenant/world/directory.ts";
import type { World } from "#test/fake-tenant/world/world.ts";
import { aozora, type Company, companies, kumo, nordlys } from "./companies.ts";
import { addPrivateMail, type SeedMail } from "./compose.ts";
import { aozoraMail } from "./mail-aozora.ts";
import { kumoMail, nordlysMail } from "./mail-others.ts";
import type { Address, NewMessage } from "./mail-types.ts";
import type { Mailbox } from "./mailbox.ts";
import { tellStory } from "./story/tell-story.ts";

const mail = new Map<Company, readonly SeedMail[]>([
  [aozora, aozoraMail],
  [nordlys, nordlysMail],
  [kumo, kumoMail],
]);

/**
 * Fills the fake cloud with its companies, people and mail, and with what their admins have granted. The same ids on
 * every run; dates follow the clock.
 */
export function seedWorld(world: World, options: { hasGrants: boolean }): void {
  for (const company of companies) seedCompany(world, company, options);
  linkGuests(world);
}

function seedCompany(world: World, company: Company, { hasGrants }: { hasGrants: boolean }): void {
  const tenant = world.directory.addTenant({ domain: company.domain, displayName: company.displayName });
  if (hasGrants) world.grants.set(tenant.id, company.scopes);
  for (const person of company.people) world.directory.addUser({ ...person, tenantId: tenant.id });
  for (const [alias, readers] of Object.entries(company.sharedMailboxes)) {
    const owner = world.directory.findUser(tenant.id, `${alias}@${company.domain}`);
    for (const reader of readers) {
      const user = world.directory.findUser(tenant.id, `${reader}@${company.domain}`);
      if (owner !== undefined && user !== undefined) owner.mailboxDelegates.add(user.id);
    }
  }
  for (const user of world.directory.tenantUsers(tenant.id)) {
    const mailbox = world.mail.mailbox(user);
    if (mailbox === undefined) continue;
    addFolders(mailbox);
    addPrivateMail(user, mailbox, world.now());
  }
  deliver(world, tenant.id, mail.get(company) ?? []);
  tellStory(world, tenant, company);
}

/** Guests sign in at home: they carry the tenant that their address belongs to. */
function linkGuests(world: World): void {
  for (const user of world.directory.users.values()) {
    if (user.userType !== "Guest") continue;
    user.homeTenantId = world.directory.findTenant(user.mail?.split("@")[1] ?? "")?.id ?? null;
  }
}

/** Puts each mail where it belongs: into its sender's Sent Items and every recipient's folder. */
function deliver(world: World, tenantId: string, mails: readonly SeedMail[]): void {
  const people = new Map(
    world.directory.tenantUsers(tenantId).map((user) => [user.userPrincipalName.split("@")[0] ?? "", user]),
  );
  const nowMs = world.now();
  for (const mail of mails) {
    const message = asMessage(mail, people, nowMs);
    const receivers = [...mail.to, ...(mail.cc ?? [])].filter((target) => typeof target === "string");
    for (const alias of receivers) {
      const folder = mail.filed?.[alias] ?? "Inbox";
      mailboxOf(world, people, alias).add({ ...message, folder, isRead: !(mail.unreadBy?.includes(alias) ?? false) });
    }
    if (typeof mail.from === "string") {
      mailboxOf(world, people, mail.from).add({
        ...message,
        folder: "Sent Items",
        isRead: true,
        meetingRequest: false,
      });
    }
  }
}

function mailboxOf(world: World, people: ReadonlyMap<string, UserRecord>, alias: string) {
  const user = people.get(alias);
  const mailbox = user === undefined ? undefined : world.mail.mailbox(user);
  if (mailbox === undefined) throw new Error(`The seed names ${alias}, who has no mailbox.`);
  return mailbox;
}

function asMessage(mail: SeedMail, people: ReadonlyMap<string, UserRecord>, nowMs: number): NewMessage {
  const addressOf = (target: string | Address): Address => {
    if (typeof target !== "string") return target;
    const user = people.get(target);
    if (user === undefined) throw new Error(`The seed names ${target}, who is nobody.`);
    return { name: user.displayName, address: user.mail ?? user.userPrincipalName };
  };
  const { html, text, conversation, importance, categories, flagged, attachments, meetingRequest, headers } = mail;
  const given = { html, text, conversation, importance, categories, flagged, attachments, meetingRequest, headers };
  return {
    subject: mail.subject,
    from: addressOf(mail.from),
    to: mail.to.map(addressOf),
    cc: (mail.cc ?? []).map(addressOf),
    receivedDateTime: new Date(nowMs - mail.hoursAgo * 60 * 60 * 1000).toISOString(),
    ...Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)),
  };
}

/** More folders than fit on a default page, three levels deep, with names that occur twice and one that is hidden. */
const folderPaths = [
  "Inbox/Projects/Kyoto Roastery/Permits",
  "Inbox/Projects/Ethiopia",
  "Inbox/Newsletters",
  "Inbox/Reports",
  "Projects/Kyoto",
  "Projects/Archive",
  "Suppliers/Invoices",
  "Invoices",
  "Travel",
  "Receipts",
  "個人",
  "Zebra Team",
] as const;

/** Gives a mailbox the folders of somebody who files their mail. */
function addFolders(mailbox: Mailbox): void {
  for (const path of folderPaths) mailbox.ensureFolder(path);
  mailbox.ensureFolder("Clutter", { isHidden: true });
  mailbox.ensureFolder("Inbox/Quarantine", { isHidden: true });
}
