import { describe, expect, test } from "vitest";
import { z } from "zod";
import { proxyFor, proxySettings } from "#common/proxy-settings.ts";
import { readSettings } from "#common/settings.ts";

const HTTPS_PROXY = "http://proxy.example.com:3128";
const read = (environment: Record<string, string>) => {
  const found = readSettings(z.object(proxySettings), environment);
  if ("problems" in found) throw new Error(found.problems.join());
  return found.settings;
};

describe("the proxy", () => {
  test.each([
    ["http://proxy.example.com:3128"],
    ["https://user:p%25ss%40@proxy.example.com/"],
    ["http://[2001:db8::1]:8080"],
  ])("may be %s", (url) => {
    expect(read({ HTTPS_PROXY: url }).HTTPS_PROXY).toBe(url);
  });

  test.each([["canary.test:3128"], ["socks5://canary:1080"], ["http://user:p%ss@canary:3128"], ["//canary"]])(
    "is refused as %s, without quoting it",
    (url) => {
      const found = readSettings(z.object(proxySettings), { HTTPS_PROXY: url });
      expect(found).toEqual({ problems: [expect.stringMatching(/^HTTPS_PROXY: /)] });
      expect(JSON.stringify(found)).not.toContain("canary");
    },
  );

  test("may be named in lower case, which wins, and an empty name counts as not set", () => {
    const other = "http://other.example.com";
    expect(read({ https_proxy: other })).toEqual({ HTTPS_PROXY: other, NO_PROXY: [] });
    expect(read({ https_proxy: other, HTTPS_PROXY, no_proxy: "a", NO_PROXY: "b" })).toEqual({
      HTTPS_PROXY: other,
      NO_PROXY: ["a"],
    });
    expect(read({ https_proxy: "", HTTPS_PROXY, no_proxy: "" })).toEqual({ HTTPS_PROXY, NO_PROXY: [] });
  });

  test.each([
    ["", "https://graph.microsoft.com", true],
    ["microsoft.com", "https://graph.microsoft.com", false],
    [".microsoft.com", "https://graph.microsoft.com", false],
    ["*.microsoft.com", "https://graph.microsoft.com", false],
    ["a.example b.example, Graph.Microsoft.COM", "https://graph.microsoft.com", false],
    ["soft.com", "https://graph.microsoft.com", true],
    ["graph.microsoft.com:443", "https://graph.microsoft.com", false],
    ["graph.microsoft.com:8443", "https://graph.microsoft.com", true],
    ["tempo:4318", "https://tempo:4318", false],
    ["10.0.0.7", "https://10.0.0.7:4318", false],
    ["10.0.0.0/8", "https://10.0.0.7:4318", true],
    ["*", "https://graph.microsoft.com", false],
    ["", "http://tempo:4318", false],
  ])("with NO_PROXY=%j, %s is reached through it: %s", (names, address, isProxied) => {
    expect(proxyFor(read({ HTTPS_PROXY, NO_PROXY: names }), address)).toBe(isProxied ? HTTPS_PROXY : undefined);
  });
});
