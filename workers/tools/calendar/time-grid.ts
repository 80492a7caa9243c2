import type { ZoneOffset } from "#workers/tools/dates/graph-zone.ts";

/** The resolution of free/busy times. The offsets of all time zones are multiples of it. */
export const slotMinutes = 15;
export const slotMs = slotMinutes * 60_000;

/** A range of time, divided into slots of 15 minutes that start at quarters of an hour. */
export interface TimeGrid {
  /** Unix milliseconds. */
  startMs: number;
  slots: number;
}

/** The slots that cover a range. */
export function gridOver(afterMs: number, beforeMs: number): TimeGrid {
  const startMs = Math.floor(afterMs / slotMs) * slotMs;
  return { startMs, slots: Math.ceil((beforeMs - startMs) / slotMs) };
}

const slotsPerDay = (24 * 60) / slotMinutes;

/** The offset at the start of each slot, in minutes east of UTC. Looks up single slots only on days when it changes. */
export function offsetsOver({ startMs, slots }: TimeGrid, offset: ZoneOffset): Int16Array {
  const offsets = new Int16Array(slots);
  for (let from = 0; from < slots; from += slotsPerDay) {
    const to = Math.min(from + slotsPerDay, slots);
    const first = offset(startMs + from * slotMs);
    if (first === offset(startMs + (to - 1) * slotMs)) offsets.fill(first, from, to);
    else for (let slot = from; slot < to; slot += 1) offsets[slot] = offset(startMs + slot * slotMs);
  }
  return offsets;
}

/** The maximum of each window of `length` consecutive values. */
export function greatestOver(values: Uint8Array, length: number): Uint8Array {
  if (values.length < length) return new Uint8Array();
  let reach = 1;
  let greatest = values;
  while (reach * 2 <= length) {
    greatest = pairwise(greatest, reach);
    reach *= 2;
  }
  return pairwise(greatest, length - reach).subarray(0, values.length - length + 1);
}

function pairwise(values: Uint8Array, distance: number): Uint8Array {
  const greater = values.slice();
  for (let at = 0; at + distance < values.length; at += 1)
    greater[at] = Math.max(values[at] ?? 0, values[at + distance] ?? 0);
  return greater;
}
