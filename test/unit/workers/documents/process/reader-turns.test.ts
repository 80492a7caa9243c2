import { setImmediate } from "node:timers/promises";
import { expect, it } from "vitest";
import { createReaderTurns } from "#workers/documents/process/reader-turns.ts";

const { signal } = new AbortController();
const person = (tenantId: string, userId: string) => ({ tenantId, userId });

/** Asks for a turn per name, such as `x/ada 2`: tenant, person, which of theirs. Notes whose turn it is, in order. */
function asking(turns: ReturnType<typeof createReaderTurns>) {
  const begun: string[] = [];
  const ends = new Map<string, () => void>();
  return {
    begun,
    async ask(...names: string[]): Promise<void> {
      for (const name of names) {
        const [tenantId = "", userId = ""] = name.split(/[/ ]/);
        void turns.take(person(tenantId, userId), signal).then((end) => {
          begun.push(name);
          ends.set(name, end);
        });
      }
      await setImmediate();
    },
    async end(name: string): Promise<void> {
      ends.get(name)?.();
      await setImmediate();
    },
  };
}

const series = (name: string, count: number) => Array.from({ length: count }, (_, at) => `${name} ${at}`);

// proves A18
it("one person's documents leave a reader to a colleague and to another tenant, however many wait", async () => {
  const { begun, ask } = asking(createReaderTurns({ atOnce: 2 }));
  await ask(...series("x/ada", 25));
  expect(begun).toEqual(["x/ada 0"]);
  await ask("x/bob", "y/eve");
  expect(begun).toEqual(["x/ada 0", "x/bob", "y/eve"]);
});

// proves A18
it("a tenant with many persons leaves a reader to another tenant, and may have all the others", async () => {
  const { begun, ask } = asking(createReaderTurns({ atOnce: 4 }));
  await ask(...["x/a", "x/b", "x/c", "x/d"].flatMap((name) => series(name, 3)));
  expect(begun).toEqual(["x/a 0", "x/a 1", "x/b 0", "x/b 1"]);
  await ask("y/eve");
  expect(begun.at(-1)).toBe("y/eve");
});

it("a free reader goes to the tenant, and there to the person, whose last turn is longest ago", async () => {
  const { begun, ask, end } = asking(createReaderTurns({ atOnce: 1 }));
  await ask(...series("x/ada", 3), ...series("x/bob", 2), "y/eve 0", "y/eve 1", "y/eve 2");
  for (let at = 0; at < 8; at += 1) await end(begun[at] ?? "");
  // The first of y is read beside the first of x.
  expect(begun).toEqual(["x/ada 0", "y/eve 0", "x/bob 0", "y/eve 1", "x/ada 1", "y/eve 2", "x/bob 1", "x/ada 2"]);
});

it("a tenant of many persons has no more turns than one of two", async () => {
  const { begun, ask, end } = asking(createReaderTurns({ atOnce: 2 }));
  await ask("z/a", "z/b", "x/a", "x/b", "x/c", "y/e", "y/f");
  expect(begun).toEqual(["z/a", "z/b", "x/a"]);
  for (const name of ["z/a", "z/b", "x/a", "x/b", "y/e"]) await end(name);
  expect(begun.slice(3)).toEqual(["y/e", "x/b", "y/f", "x/c"]);
});

it("whoever stops waiting is passed over, also in the moment when the turn comes", async () => {
  for (const isTooLate of [false, true]) {
    const turns = createReaderTurns({ atOnce: 1 });
    const end = await turns.take(person("x", "ada"), signal);
    const gone = new AbortController();
    const second = turns.take(person("x", "ada"), gone.signal);
    const third = turns.take(person("x", "ada"), signal);
    if (isTooLate) end();
    gone.abort(new Error("gone"));
    await expect(second).rejects.toThrow("gone");
    if (!isTooLate) end();
    (await third)();
    await turns.take(person("x", "bob"), signal);
  }
});
