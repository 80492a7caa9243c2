import { afterAll, onTestFinished } from "vitest";
import { createObo, startTrustedTenant } from "./workers/auth/obo-fixture.ts";

/** A fake tenant of the test file that calls this at its top, and three people with mail of its first organisation. */
export async function ownTenant() {
  const tenant = await startTrustedTenant();
  afterAll(() => tenant.close());
  const { tenants, serverApp } = await tenant.control.directory();
  const people = tenants[0]?.users.filter((user) => user.hasMailbox && !user.isSharedMailbox) ?? [];
  const [first, second, third] = people.map(({ id }) => id);
  if (first === undefined || second === undefined || third === undefined) throw new Error("no three people with mail");
  return { tenant, tenants, serverApp, tenantId: people[0]?.tenantId ?? "", userIds: [first, second, third] as const };
}

/** The exchanges of one test, with which they end; no retry of theirs waits, unless the changes say so. */
export async function openObo(...[tenant, changes]: Parameters<typeof createObo>) {
  const made = await createObo(tenant, { random: () => 0, ...changes });
  onTestFinished(() => made.obo.close());
  return made;
}
