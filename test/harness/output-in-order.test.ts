import { expect, test } from "vitest";
import { outputInOrder } from "#test/bootstrap/output-in-order.mjs";

function recorded(count: number) {
  let written = "";
  const output = outputInOrder(count, (chunk) => {
    written += chunk.toString();
  });
  return { output, say: (at: number, words: string) => output.write(at, Buffer.from(words)), written: () => written };
}

test("the first program writes at once, the others when all before them have ended", () => {
  const { output, say, written } = recorded(3);
  say(0, "a");
  say(2, "e");
  say(1, "c");
  say(0, "b");
  expect(written()).toBe("ab");
  output.end(0);
  expect(written()).toBe("abc");
  say(1, "d");
  expect(written()).toBe("abcd");
  output.end(1);
  expect(written()).toBe("abcde");
});

test("a program that ends before an earlier one loses nothing", () => {
  const { output, say, written } = recorded(3);
  say(1, "b");
  output.end(1);
  say(2, "c");
  output.end(2);
  expect(written()).toBe("");
  say(0, "a");
  output.end(0);
  expect(written()).toBe("abc");
});
