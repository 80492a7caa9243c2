import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isPublicAddress } from "#common/public-address.ts";
import { runs } from "#test/support/property-runs.ts";

describe("a public address", () => {
  it.each([
    ..."8.8.8.8 13.107.136.10 172.15.0.1 172.32.0.1 192.167.1.1 100.63.0.1 2603:1010::1 2620:1ec::1".split(" "),
  ])("is %s", (address) => {
    expect(isPublicAddress(address)).toBe(true);
  });

  it.each([
    ..."0.0.0.0 10.255.255.255 100.64.0.1 127.0.0.1 127.255.255.254 168.63.129.16 169.254.169.254".split(" "),
    ..."172.16.0.1 172.31.255.255 192.0.0.192 192.168.1.1 198.18.0.1 224.0.0.1 255.255.255.255 :: ::1".split(" "),
    ..."::7f00:1 ::ffff:10.0.0.1 ::ffff:8.8.8.8 ::ffff:7f00:1 64:ff9b::a9fe:a9fe 64:ff9b:1::1 100::1".split(" "),
    ..."2001::1 2001:db8::1 2002:a9fe:a9fe::1 fc00::1 fd00:ec2::254 fe80::1 fe80::1%eth0 fec0::1 ff02::1".split(" "),
    "localhost",
    "",
  ])("is not %j", (address) => {
    expect(isPublicAddress(address)).toBe(false);
  });

  it("is none of those that hold an IPv4 address, whatever it is", () => {
    const hex = (high: number, low: number) => ((high << 8) | low).toString(16);
    fc.assert(
      fc.property(fc.ipV4(), (v4) => {
        const [a = 0, b = 0, c = 0, d = 0] = v4.split(".").map(Number);
        const two = `${hex(a, b)}:${hex(c, d)}`;
        const inverted = `${hex(a ^ 255, b ^ 255)}:${hex(c ^ 255, d ^ 255)}`;
        const holders = {
          mapped: `::ffff:${v4}`,
          "mapped in hex": `::ffff:${two}`,
          compatible: `::${v4}`,
          translated: `::ffff:0:${v4}`,
          nat64: `64:ff9b::${v4}`,
          "nat64 of a network's own": `64:ff9b:1::${two}`,
          "6to4": `2002:${two}::1`,
          "teredo server": `2001:0:${two}:0:ffff:808:808`,
          "teredo client": `2001:0:808:808:0:ffff:${inverted}`,
        };
        for (const [how, address] of Object.entries(holders)) expect(isPublicAddress(address), how).toBe(false);
      }),
      { numRuns: runs(1_000) },
    );
  });
});
