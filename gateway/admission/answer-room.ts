import { type Person, personKey } from "#common/call.ts";
import { createTally } from "#common/tally.ts";
import type { GatewayMetrics } from "#gateway/gateway-metrics.ts";
import { admissionLimits, admissionRefusal } from "./admission-limits.ts";

/** By then, who does not read is disconnected. */
const waitMs = 5_000;

/** Room in this process for the answer to one request, from its first bytes until its client has read it. */
export interface AnswerRoom {
  /** Makes room for so many bytes more. Throws `rate_limited` or `unavailable` with seconds when there is none. */
  hold(bytes: number): void;
  /** The client has read the answer or has gone: from now on nothing is kept for it. */
  release(): void;
}

/**
 * Room for the answers of everybody, within `answerBytes` of `admission-limits.ts`. A tenant may have as much as is
 * free, so at most half; the rest is for others.
 */
export function createAnswerRooms({
  metrics,
  random,
}: {
  metrics: GatewayMetrics;
  random: () => number;
}): (person: Person) => AnswerRoom {
  const { answerBytes, answerBytesOfPerson } = admissionLimits;
  const everybody = "";
  const held = createTally();

  function reasonAgainst(person: Person, bytes: number) {
    const free = answerBytes - held.of(everybody);
    if (held.of(personKey(person)) + bytes > answerBytesOfPerson) return "user_answers";
    if (bytes > free) return "total_answers";
    return held.of(person.tenantId) + bytes > free ? "tenant_answers" : undefined;
  }

  return (person) => {
    let own = 0;
    let isOver = false;
    const count = (bytes: number) => {
      for (const key of [personKey(person), person.tenantId, everybody]) held.add(key, bytes);
      own += bytes;
    };
    return {
      hold(bytes) {
        if (isOver) return;
        const reason = reasonAgainst(person, bytes);
        if (reason !== undefined) throw admissionRefusal({ reason, metrics, waitMs, random });
        count(bytes);
      },
      release() {
        isOver = true;
        count(-own);
      },
    };
  };
}
