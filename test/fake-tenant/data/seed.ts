import type { World } from "#test/fake-tenant/world/world.ts";
import { aozora, type Company, companies, kumo, nordlys } from "./companies.ts";
import type { SeedMail } from "./compose.ts";
import { deliver } from "./deliver.ts";
import { addFolders } from "./folders.ts";
import { aozoraMail } from "./mail-aozora.ts";
import { kumoMail, nordlysMail } from "./mail-others.ts";
import { addPrivateMail } from "./private-mail.ts";
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
