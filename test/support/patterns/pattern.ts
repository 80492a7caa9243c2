/** A regular expression, as `new RegExp` takes it. */
export interface Pattern {
  source: string;
  flags: string;
}

/** A place in the code. */
export interface Place {
  /** From the root of this repository. */
  file: string;
  line: number;
}

export interface PlacedPattern extends Pattern, Place {}
