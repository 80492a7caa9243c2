import type { FaultStage, StageOptions } from "./fault-stage.ts";

/** Something that goes wrong while people work, and what they may expect then. */
export interface Fault {
  /** What goes wrong, as it is named in the README and in `measured.json`. */
  name: string;
  /** What people and operators may expect, in a sentence. */
  expected: string;
  /** How calls may end beside with their answer: codes of our list, `connection_lost`, `http_` and a status. */
  mayEnd?: readonly string[];
  /** An ending without which the fault did not bite. */
  mustEnd?: string;
  /** How many calls may end in another way than with their answer, as a share of all; not looked at when left out. */
  maxFailedShare?: number;
  /** The longest time until a call is refused with a time to retry. Not checked if omitted. */
  toldWithinMs?: number;
  /** A call must have taken so long, or the fault did not bite. */
  leastSlowestMs?: number;
  /**
   * What the workers' breakers do: `open` and close again, or stay `closed` throughout; not looked at when left out.
   */
  breakers?: "open" | "closed";
  /** How long it lasts before it is healed. */
  lastsMs: number;
  inject(stage: FaultStage): Promise<void> | void;
  /** What ends the fault from the outside. Whatever else it takes to recover is the product's own work. */
  heal?(stage: FaultStage): Promise<void> | void;
  /** From healing until everybody is answered; default 5 s. */
  recoversWithinMs?: number;
  /** More that must hold in the end: complaints, none when all is well. */
  judge?(stage: FaultStage): Promise<readonly string[]> | readonly string[];
  /** Why it can't be injected on this machine. */
  skipReason?(stage: FaultStage): string | undefined;
}

/** Faults that are injected one after the other into one running stack. */
export interface Family {
  name: string;
  stage: StageOptions;
  faults: readonly Fault[];
}
