import type { UserRecord } from "#test/fake-tenant/world/directory.ts";
import type { World } from "#test/fake-tenant/world/world.ts";
import type { SeedMail } from "./compose.ts";
import type { Address, NewMessage } from "./mail-types.ts";

/** Puts each mail where it belongs: into its sender's Sent Items and every recipient's folder. */
export function deliver(world: World, tenantId: string, mails: readonly SeedMail[]): void {
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
