import { retryLater, ToolError } from "#common/errors.ts";
import { maxReplyBytes } from "#common/queue/protocol.ts";
import { serviceNames, type Workload } from "#common/workload.ts";
import type { GatewayMetrics } from "#gateway/gateway-metrics.ts";

/*
 * Every limit on the calls and requests that gateways let in. `m365_shed_total` counts each refusal by its reason.
 *
 * | calls in flight                 | at most                                                   | reason       |
 * | ------------------------------- | --------------------------------------------------------- | ------------ |
 * | of a person                     | MAX_CALLS_PER_USER, or `limits` in the tenants file       | user         |
 * | of a tenant                     | MAX_CALLS_PER_TENANT, or `limits` in the tenants file     | tenant       |
 * | of one gateway                  | `perGateway`                                              | total        |
 * | of a person                     | `personShare` of the slots, at least `minPerPerson`       | user_share   |
 * | in a workload                   | the places: `placesPerSlot` for each slot                 | queue_full   |
 * | in a workload, of a tenant      | as many as places are free                                | tenant_share |
 * | predicted wait for a slot       | QUEUE_WAIT_MS                                             | long_wait    |
 *
 * Of any requests at one gateway, whatever they ask:
 *
 * | requests                        | at most                                                   | reason        |
 * | ------------------------------- | --------------------------------------------------------- | ------------- |
 * | of a person that are open       | the person's calls and `openBesideCalls`                  | user_requests |
 * | of a person in a second         | MAX_REQUEST_RATE_PER_USER, in bursts of `burstSeconds`    | user_rate     |
 *
 * Of the answers that one gateway has, from their first bytes until their clients have read them:
 *
 * | bytes of answers                | at most                                                   | reason         |
 * | ------------------------------- | --------------------------------------------------------- | -------------- |
 * | of a person                     | `answerBytesOfPerson`                                     | user_answers   |
 * | of a tenant                     | as many as are free                                       | tenant_answers |
 * | of everybody                    | `answerBytes`                                             | total_answers  |
 *
 * Slots are those of the live workers of the call's workload; without a live worker the reason is no_worker. The limits
 * of persons and tenants hold over all gateways, and in each gateway alone while Redis does not answer.
 */
export const admissionLimits = {
  perGateway: 1_000,
  openBesideCalls: 32,
  burstSeconds: 4,
  /** Eight of the largest answers; and many times those, which fit into the memory of a gateway. */
  answerBytesOfPerson: 8 * maxReplyBytes,
  answerBytes: 32 * maxReplyBytes,
  /** Microsoft serves at most four requests of one mailbox at a time: more calls would only wait. */
  personShare: 1 / 2,
  minPerPerson: 4,
  /**
   * A tenant that is alone can have half of the places, 2.5 for each slot. The next one can have half of the rest, so
   * more than there are slots, and so on: however much tenants ask, one place in as many as there are of them and one
   * more stays free.
   */
  placesPerSlot: 5,
} as const;

type RefusalReason = keyof typeof problems;

const maxSeconds = 5;

/** Spreads the retries of callers who are refused at the same time. */
function secondsAfter(waitMs: number, random: () => number): number {
  return Math.min(maxSeconds, Math.max(1, Math.ceil(waitMs / 1_000 + 2 * random())));
}

const problems = {
  user: ["rate_limited", "You have too many calls running at once: wait for one to end"],
  user_share: ["rate_limited", "You have many calls running already, and others need the connector too"],
  tenant: ["rate_limited", "Your organisation has too many calls running at once"],
  tenant_share: ["rate_limited", "Your organisation has many calls waiting already"],
  total: ["rate_limited", "The connector is busy"],
  queue_full: ["unavailable", "The connector is busy: too many calls wait already"],
  long_wait: ["unavailable", "The connector is busy: this call would wait too long"],
  redis_full: ["unavailable", "The queue of the connector is full"],
  user_answers: ["rate_limited", "You have not read the answers that you have already been sent"],
  tenant_answers: ["rate_limited", "Your organisation has many answers that have not been read"],
  total_answers: ["unavailable", "The connector is busy: too many answers have not been read"],
} as const satisfies Record<string, readonly [code: "rate_limited" | "unavailable", problem: string]>;

/** The error of a call that is not admitted, counted by its reason. */
export function admissionRefusal(options: {
  reason: RefusalReason;
  metrics: GatewayMetrics;
  /** How long the calls that are waiting now still need. */
  waitMs?: number;
  random?: () => number;
}): ToolError {
  const { reason, metrics, waitMs = 0, random = () => 0 } = options;
  metrics.shed.inc({ reason });
  const [code, problem] = problems[reason];
  return retryLater(code, problem, { retryAfterSeconds: secondsAfter(waitMs, random) });
}

/** The error when no live worker has served the workload for longer than a worker needs to start. */
export function noLiveWorker(workload: Workload, metrics: GatewayMetrics): ToolError {
  metrics.shed.inc({ reason: "no_worker" });
  const problem = `No part of the connector serves ${serviceNames[workload]} at the moment`;
  return new ToolError(
    "unavailable",
    `${problem}. Try again in 30 seconds; if it stays so, tell whoever runs the connector.`,
    { retryAfterSeconds: 30 },
  );
}
