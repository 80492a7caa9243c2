import { describe, expect, it } from "vitest";
import { ownCpuMs } from "#test/support/own-cpu.ts";
import { firstAddresses, firstPeople } from "#workers/tools/mail/graph-mail.ts";

const recipient = (name: string, address = "") => ({ emailAddress: { name, address } });

describe("the first recipients of a mail", () => {
  it("are as many as are wanted, with the full number if more have a name or an address", () => {
    const three = [recipient("Ann", "ann@a.example"), recipient("Bob"), recipient("", "c@a.example")];
    expect(firstPeople(three, 3)).toEqual({
      people: [{ name: "Ann", address: "ann@a.example" }, { name: "Bob" }, { address: "c@a.example" }],
      count: undefined,
    });
    expect(firstAddresses(three, 2)).toEqual({ addresses: ["ann@a.example", "Bob"], count: 3 });
    expect(firstAddresses([recipient(" "), {}, recipient("Bob")], 1)).toEqual({ addresses: ["Bob"], count: undefined });
    expect(firstPeople(undefined, 1)).toEqual({ people: [], count: undefined });
  });

  // proves A38
  it("are all whose names are looked at", async () => {
    const many = new Array(20_000).fill(recipient("<a b=c ".repeat(140)));
    let count: number | undefined;
    const cpuMs = await ownCpuMs(() => {
      ({ count } = firstPeople(many, 10));
    });
    expect(count).toBe(20_000);
    expect(cpuMs).toBeLessThan(250);
  });
});
