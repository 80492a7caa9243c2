export interface OboSwap {
  /** Whose token is handed out instead. */
  userId: string;
  /** How many exchanges; without it, all until replaced. */
  times?: number;
  /** Only each n-th exchange. */
  every?: number;
}

/** The wrong-user race that MSAL once had, on demand. */
export function createOboSwaps() {
  let current: OboSwap | null = null;
  let seen = 0;
  let used = 0;
  return {
    set(swap: OboSwap | null) {
      current = swap;
      seen = 0;
      used = 0;
    },
    /** Called once per exchange: the user whose token is given by mistake, or undefined. */
    take() {
      if (current === null) return undefined;
      seen += 1;
      if (seen % (current.every ?? 1) !== 0 || used >= (current.times ?? Number.POSITIVE_INFINITY)) return undefined;
      used += 1;
      return current.userId;
    },
  };
}
