/** Who asks for a document to be read. */
export interface Asker {
  tenantId: string;
  userId: string;
}

interface Waiting {
  asker: Asker;
  begin(): void;
}

const isSameTenant = (one: Asker) => (other: Asker) => one.tenantId === other.tenantId;
const isSamePerson = (one: Asker) => (other: Asker) => isSameTenant(one)(other) && one.userId === other.userId;

/**
 * Shares the turns to read, tenant by tenant and within a tenant person by person: a free one goes to the tenant whose
 * last turn is longest ago. Nobody is interrupted, so some turns are kept back:
 * - A person has at most half of the turns at once, so that no other waits for the end of their slowest document.
 * - Beyond them there is one more, for a tenant that has none: a tenant may have all the others.
 */
export function createReaderTurns({ atOnce }: { atOnce: number }) {
  const perPerson = Math.max(1, Math.floor(atOnce / 2));
  const reading: Asker[] = [];
  const waiting: Waiting[] = [];
  /** The number of the last turn of each tenant and person that reads or waits. */
  const lastTurns = new Map<string, number>();
  let turns = 0;

  const keysOf = ({ tenantId, userId }: Asker) => [tenantId, `${tenantId} ${userId}`] as const;
  const lastTurn = (key: string) => lastTurns.get(key) ?? 0;

  function mayBegin(asker: Asker): boolean {
    if (reading.filter(isSamePerson(asker)).length >= perPerson) return false;
    return reading.length < atOnce || (reading.length === atOnce && !reading.some(isSameTenant(asker)));
  }

  function begin(asker: Asker): void {
    reading.push(asker);
    turns += 1;
    for (const key of keysOf(asker)) lastTurns.set(key, turns);
  }

  /** First of those who may begin: by tenant, then by person, then in the order of arrival. */
  function next(): Waiting | undefined {
    const byTurn = (at: 0 | 1) => (one: Waiting, other: Waiting) =>
      lastTurn(keysOf(one.asker)[at]) - lastTurn(keysOf(other.asker)[at]);
    return waiting
      .filter(({ asker }) => mayBegin(asker))
      .toSorted((one, other) => byTurn(0)(one, other) || byTurn(1)(one, other))[0];
  }

  function beginNext(): void {
    for (let one = next(); one !== undefined; one = next()) {
      waiting.splice(waiting.indexOf(one), 1);
      begin(one.asker);
      one.begin();
    }
  }

  function forget(asker: Asker): void {
    const present = [...reading, ...waiting.map((one) => one.asker)];
    const [tenant, person] = keysOf(asker);
    if (!present.some(isSamePerson(asker))) lastTurns.delete(person);
    if (!present.some(isSameTenant(asker))) lastTurns.delete(tenant);
  }

  function end(asker: Asker): void {
    reading.splice(reading.indexOf(asker), 1);
    beginNext();
    forget(asker);
  }

  async function wait(asker: Asker, signal: AbortSignal): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const one = { asker, begin: resolve };
    const giveUp = () => {
      const at = waiting.indexOf(one);
      // Absent when its turn came just before.
      if (at === -1) return;
      waiting.splice(at, 1);
      forget(asker);
      reject(signal.reason);
    };
    waiting.push(one);
    signal.addEventListener("abort", giveUp);
    await promise.finally(() => signal.removeEventListener("abort", giveUp));
  }

  return {
    /**
     * Waits for a turn to read, and resolves with a function that must be called when it is over. Rejects with the
     * signal's reason. This is the one place where a document waits for others.
     */
    async take({ tenantId, userId }: Asker, signal: AbortSignal): Promise<() => void> {
      signal.throwIfAborted();
      const asker = { tenantId, userId };
      if (mayBegin(asker)) begin(asker);
      else await wait(asker, signal);
      if (!signal.aborted) return () => end(asker);
      end(asker);
      throw signal.reason;
    },
  };
}
