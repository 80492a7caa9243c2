import { addPrivateMail } from "#test/fake-tenant/data/compose.ts";
import { addList, addRow, authorOf } from "#test/fake-tenant/data/files/file-store.ts";
import type { NewMessage } from "#test/fake-tenant/data/mail-types.ts";
import type { TenantRecord, UserRecord } from "#test/fake-tenant/world/directory.ts";
import type { World } from "#test/fake-tenant/world/world.ts";
import type { GeneratedList, GeneratedMail, Population } from "./control-types.ts";

/** Messages that differ by a number only. */
export function* generatedMessages(
  { count, text = "generated", folder = "Inbox", apartSeconds = 60 }: GeneratedMail,
  nowMs: number,
): Generator<NewMessage> {
  for (let index = 0; index < count; index += 1) {
    yield {
      subject: `${text} ${index}`,
      html: `<html><body><p>${text}: message number ${index} of ${count}.</p></body></html>`,
      folder,
      isRead: index % 3 !== 0,
      receivedDateTime: new Date(nowMs - index * apartSeconds * 1000).toISOString(),
    };
  }
}

/** A list of this many rows, which count down in its only other column. */
export function generatedList(world: World, user: UserRecord, { site: siteName, name, count }: GeneratedList) {
  const site = world.files.sites(user.tenantId).find((one) => one.name === siteName);
  if (site === undefined) throw new Error(`The fake cloud has no site ${siteName}.`);
  site.members.add(user.id);
  const left = { name: "Left", displayName: "Left", facet: { number: {} } };
  const list = addList(site, { name, displayName: name, columns: [left] });
  for (let at = 1; at <= count; at += 1) {
    addRow(list, { values: { Title: `Row ${at}`, Left: count - at }, author: authorOf(user), at: world.now() });
  }
  return { siteId: site.id, listId: list.id };
}

/** Tenants `bulk-N.example` with users `user-N`, each with one private message, filled further on request. */
export function populate(world: World, size: Population): TenantRecord[] {
  const { tenants, usersPerTenant, messagesPerUser = 0, scopes = ["User.Read", "Mail.Read"] } = size;
  return Array.from({ length: tenants }, (_unused, index) => {
    const tenant = world.directory.addTenant({ domain: `bulk-${index}.example`, displayName: `Bulk company ${index}` });
    world.grants.set(tenant.id, scopes);
    for (let number = 0; number < usersPerTenant; number += 1) {
      const user = world.directory.addUser({
        tenantId: tenant.id,
        alias: `user-${number}`,
        displayName: `User ${number}`,
      });
      const mailbox = world.mail.mailbox(user);
      if (mailbox === undefined) continue;
      addPrivateMail(user, mailbox, world.now());
      for (const message of generatedMessages({ count: messagesPerUser }, world.now())) mailbox.add(message);
    }
    return tenant;
  });
}
