import { describe, expect, it } from "vitest";
import { documentedExample, documentedIndex } from "#test/support/graph-corpus.ts";
import { calendarReadings } from "./corpus-readings/calendar.ts";
import { readingsOfEverywhere } from "./corpus-readings/everywhere.ts";
import { fileReadings } from "./corpus-readings/files.ts";
import { isAsked, leftOut } from "./corpus-readings/left-out.ts";
import { mailReadings } from "./corpus-readings/mail.ts";
import { peopleReadings } from "./corpus-readings/people.ts";
import { folded, promisesOf, resourcesOf, valueAt } from "./corpus-readings/reading.ts";
import { taskReadings } from "./corpus-readings/tasks.ts";
import { teamsReadings } from "./corpus-readings/teams.ts";

const index = documentedIndex();
const readings = [
  ...mailReadings,
  ...calendarReadings,
  ...teamsReadings,
  ...fileReadings,
  ...peopleReadings,
  ...taskReadings,
  ...readingsOfEverywhere,
];
const left = Object.keys(leftOut);
/** Whether an example's name is this one, or below it. */
const isOf = (name: string) => (place: string) => name === place || name.startsWith(`${place}/`);
const read = index.flatMap(({ name, path }) =>
  readings.filter(({ of }) => of.some(isOf(name))).map((reading) => ({ name, path, reading })),
);
const resourcesAt = ({ path, reading }: (typeof read)[number]) => resourcesOf(reading, documentedExample(path ?? ""));

describe("every documented example of Microsoft Graph", () => {
  it("is read below where tools send its request, and once, or is left out for a reason", () => {
    expect(index.length).toBeGreaterThan(280);
    const times = index.map(({ name, request }) => ({
      name,
      isAsked: isAsked(request),
      read: read.filter((one) => one.name === name).length,
      left: left.filter(isOf(name)).length,
    }));
    expect(times.filter((one) => one.read + one.left > 1 || (one.isAsked && one.read + one.left === 0))).toEqual([]);
    expect(times.filter((one) => one.left > 0 && !one.isAsked)).toEqual([]);
  });

  it("stands in the index, when it is named here", () => {
    const named = [...left, ...readings.flatMap(({ of }) => of)];
    expect(named.filter((place) => !index.some(({ name }) => isOf(name)(place)))).toEqual([]);
  });

  it("has among its like one that shows each field that is promised", () => {
    const shown = new Map(readings.map((reading) => [reading, new Set<string>()]));
    for (const one of read) {
      for (const resource of resourcesAt(one)) {
        for (const [place] of promisesOf(one.reading, resource)) shown.get(one.reading)?.add(place);
      }
    }
    const unshown = readings.flatMap((reading) =>
      Object.keys(reading.promised)
        .filter((place) => !shown.get(reading)?.has(place))
        .map((place) => `${reading.of[0]}: ${place}`),
    );
    expect(unshown).toEqual([]);
  });
});

describe("callers get each promised field of Microsoft's example", () => {
  it.each(read)("$name", async (one) => {
    const { reading, path } = one;
    const resources = resourcesAt(one);
    expect(resources.length).toBeGreaterThan(0);
    const seen = await reading.seen(resources, documentedExample(path ?? "") as Record<string, unknown>);
    expect(seen).toHaveLength(resources.length);
    for (const [at, resource] of resources.entries()) {
      const promises = promisesOf(reading, resource);
      expect(promises.length).toBeGreaterThan(0);
      for (const [place, value] of promises) {
        expect(folded(valueAt(seen[at], place)), `${place} of resource ${at + 1}`).toEqual(folded(value));
      }
    }
  });
});
