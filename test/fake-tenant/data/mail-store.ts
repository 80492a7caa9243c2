import type { UserRecord } from "#test/fake-tenant/world/directory.ts";
import { createMailbox, type Mailbox } from "./mailbox.ts";

/** All mailboxes, by owner. */
export function createMailStore(now: () => number) {
  const mailboxes = new Map<string, Mailbox>();
  return {
    /** The mailbox of a user, made on first use; undefined for users without one. */
    mailbox(user: UserRecord): Mailbox | undefined {
      if (!user.hasMailbox) return undefined;
      const known = mailboxes.get(user.id);
      if (known !== undefined) return known;
      const owner = { id: user.id, name: user.displayName, address: user.mail ?? user.userPrincipalName };
      const made = createMailbox(owner, now);
      mailboxes.set(user.id, made);
      return made;
    },
  };
}
