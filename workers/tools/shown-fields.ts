import type { Detail } from "#common/tools/schemas/parameters.ts";
import { someOf } from "./without-empty.ts";

/** Which fields an answer has, decided while it is made: nothing is made that is not shown. */
export interface ShownFields {
  isFull: boolean;
  /** A field that only full answers have: what the uri or another field says too, or nobody reads. */
  ifFull<T>(value: T): T | undefined;
  /** A field that is left out where it has its usual value, unless the answer is full. */
  unless<T>(usual: NoInfer<T>, value: T): T | undefined;
  /** A list, which is left out where it is empty, unless the answer is full. */
  someOf<T>(list: T[]): T[] | undefined;
}

const everything: ShownFields = {
  isFull: true,
  ifFull: (value) => value,
  unless: (_usual, value) => value,
  someOf: (list) => list,
};
const whatTells: ShownFields = {
  isFull: false,
  ifFull: () => undefined,
  unless: (usual, value) => (value === usual ? undefined : value),
  someOf,
};

/** The fields that a call asks for by its parameter `detail`. */
export const shownFields = (detail: Detail): ShownFields => (detail === "full" ? everything : whatTells);
