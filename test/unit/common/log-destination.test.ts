import { setImmediate as endOfTurn } from "node:timers/promises";
import { expect, it } from "vitest";
import { writeOncePerTurn } from "#common/logger.ts";

it("writes the lines of one turn in one go, in order, and those of the next in another", async () => {
  const written: string[] = [];
  const destination = writeOncePerTurn({ write: (text) => void written.push(text) });
  destination.write("a\n");
  destination.write("b\n");
  expect(written).toEqual([]);
  await endOfTurn();
  destination.write("c\n");
  await endOfTurn();
  expect(written).toEqual(["a\nb\n", "c\n"]);
});

it("writes what is left when the process exits, and at once what comes then", () => {
  const written: string[] = [];
  const before = process.listeners("exit");
  const destination = writeOncePerTurn({ write: (text) => void written.push(text) });
  const [flush] = process.listeners("exit").filter((listener) => !before.includes(listener));
  destination.write("last words\n");
  flush?.call(process, 0);
  destination.write("and one more\n");
  expect(written).toEqual(["last words\n", "and one more\n"]);
});

it("goes on after a write that failed", () => {
  const written: string[] = [];
  let isFull = true;
  const before = process.listeners("exit");
  const destination = writeOncePerTurn({
    write(text) {
      if (isFull) throw new Error("no space");
      written.push(text);
    },
  });
  const [flush] = process.listeners("exit").filter((listener) => !before.includes(listener));
  destination.write("lost\n");
  expect(() => flush?.call(process, 0)).toThrow("no space");
  isFull = false;
  destination.write("kept\n");
  expect(written).toEqual(["kept\n"]);
});
