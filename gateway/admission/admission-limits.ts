import { maxReplyBytes } from "#common/queue/protocol.ts";

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
