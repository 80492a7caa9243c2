/**
 * What is known of a person while their Graph token lives: facts about the account, never content. They are kept in the
 * token's own entry of the cache, so they are for nobody else and end with it. Absent: not asked yet.
 */
export interface PersonFacts {
  /** The mail address and the sign-in name. */
  addresses?: readonly string[];
  /** The IANA name of the time zone; null if Microsoft 365 does not tell it. */
  timeZone?: string | null;
}
