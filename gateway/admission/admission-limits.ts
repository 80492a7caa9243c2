/*
 * Every limit on the calls that gateways let in. Each refusal is counted by its reason in `m365_shed_total`.
 *
 * | calls in flight                  | at most                                                          | reason        |
 * | -------------------------------- | ---------------------------------------------------------------- | ------------- |
 * | of a person                      | MAX_CALLS_PER_USER, or the tenant's entry in the tenants file    | user          |
 * | of a tenant                      | MAX_CALLS_PER_TENANT, or the tenant's entry in the tenants file  | tenant        |
 * | of one gateway                   | `perGateway`                                                     | total         |
 * | of a person in a workload        | `personShare` of the slots, but `minPerPerson` in any case       | user_share    |
 * | in a workload                    | the slots, and `queuePerSlot` waiting calls for each             | queue_full    |
 * | in a workload, of a busy tenant  | all but the last `reservedShare` of that queue                   | tenant_share  |
 * | wait for a slot, as predicted    | QUEUE_WAIT_MS                                                    | long_wait     |
 *
 * Slots are those that the live workers of the workload have; without a live worker the reason is no_worker. The limits
 * of persons and tenants hold over all gateways, and in each gateway alone while Redis does not answer.
 */
export const admissionLimits = {
  perGateway: 1_000,
  /** Microsoft serves no more than four requests of one mailbox at once: more calls would only occupy slots. */
  personShare: 1 / 2,
  minPerPerson: 4,
  queuePerSlot: 2,
  reservedShare: 1 / 4,
  /** A tenant is busy that has calls in flight for this share of the slots, or more. */
  busyTenantShare: 1 / 4,
} as const;
