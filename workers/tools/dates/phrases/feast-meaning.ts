/** A holiday whose date is computed, or which has several days. It is the only meaning of its words. */
export type FeastMeaning =
  /** Days from so many days after Easter Sunday on: `easter -2 4` begins on Good Friday. */
  | `easter ${number} ${number}`
  /** A holiday of several days, by its first one and their number: `holidays 12 29 6`. */
  | `holidays ${number} ${number} ${number}`
  /** Days of the Chinese calendar, from so many days after one on: `lunar 1 1 -1 8`. */
  | `lunar ${number} ${number} ${number} ${number}`
  /** A weekday by its number in a month, or a day so many days later: `floating 11 4 4 1` follows a fourth Thursday. */
  | `floating ${number} ${number} ${number} ${number}`
  /** Such a day, of the United States alone: Canada gives thanks in October. */
  | `american ${number} ${number} ${number}`
  /** So many days from such a day on. */
  | `floating ${number} ${number} ${number} ${number} ${number}`;
