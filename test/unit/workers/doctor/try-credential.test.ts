import { expect, test } from "vitest";
import { provenBad } from "#workers/doctor/try-credential.ts";

test("only the four numbers that Microsoft documents for a wrong credential or app ID prove one", () => {
  expect([...provenBad.keys()].toSorted((one, other) => one - other)).toEqual([700016, 700027, 7000215, 7000222]);
});
