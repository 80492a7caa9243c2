import { retryLater } from "#common/errors.ts";
import type { RoomLimits } from "./process/limits.ts";
import type { Asker } from "./process/reader-turns.ts";

interface Held {
  asker: Asker;
  bytes: number;
}

const sum = (held: readonly Held[]) => held.reduce((bytes, one) => bytes + one.bytes, 0);

/** Counts what the documents of a process take: without a limit, one person's fill its memory. */
export function createDocumentRooms(limits: RoomLimits) {
  const { keptShare, busySeconds: retryAfterSeconds } = limits;
  const all = new Set<Held>();

  function requireRoom({ tenantId, userId }: Asker, bytes: number): void {
    const held = [...all];
    const ofTenant = held.filter(({ asker }) => asker.tenantId === tenantId);
    const ofPerson = ofTenant.filter(({ asker }) => asker.userId === userId);
    if (ofPerson.length >= limits.maxDocumentsOfPerson || sum(ofPerson) + bytes > limits.maxBytesOfPerson) {
      throw retryLater("rate_limited", "Too many of your documents are being read now", { retryAfterSeconds });
    }
    const share = ofTenant.length === 0 ? 1 : 1 - keptShare;
    if (held.length >= limits.maxDocuments * share || sum(held) + bytes > limits.maxBytes * share) {
      throw retryLater("unavailable", "Too many documents are being read now", { retryAfterSeconds });
    }
  }

  return {
    /**
     * Room for a document of so many bytes, to be left when it has been read. Throws `rate_limited` where the person
     * has as much as one may, and `unavailable` where the process has.
     */
    enter(asker: Asker, bytes: number) {
      requireRoom(asker, bytes);
      const held = { asker, bytes };
      all.add(held);
      return {
        /** The document has that many bytes. */
        resize(actual: number): void {
          held.bytes = actual;
        },
        leave: () => void all.delete(held),
      };
    },
  };
}
