import { afterAll, describe, expect, test } from "vitest";
import { proxyFinding } from "#common/doctor/shared-checks.ts";
import { type ProxyMood, startConnectProxy } from "#test/support/connect-proxy.ts";
import { freePort } from "#test/support/free-port.ts";

const entra = "https://login.example.com";
const password = "p%w0rd-canary";

const target = await startConnectProxy();
const proxy = await startConnectProxy({ user: "doctor", password, leadTo: () => Number(new URL(target.url).port) });
afterAll(async () => void (await Promise.all([proxy.close(), target.close()])));

async function findingIn(mood: ProxyMood | undefined, url = proxy.url) {
  proxy.mood = mood;
  const finding = await proxyFinding({ HTTPS_PROXY: url, NO_PROXY: ["direct.example.com"] }, entra);
  expect(JSON.stringify(finding)).not.toContain("canary");
  return finding;
}

describe("the proxy", () => {
  test("is ok when it opens a tunnel, with its own credentials", async () => {
    expect(await findingIn(undefined)).toMatchObject({
      state: "ok",
      says: expect.stringMatching(/leads to login\.example\.com$/),
    });
    expect(proxy.asked.at(-1)).toBe("login.example.com:443");
  });

  test.each<[ProxyMood, RegExp]>([
    ["refuses", /refuses to connect to login\.example\.com \(407\)$/],
    ["forbids", /refuses to connect to login\.example\.com \(403\)$/],
    ["hangs", /can't be used: no answer in time$/],
    ["closes", /can't be used: it broke the connection off$/],
    ["babbles", /can't be used: the request failed \(HPE_/],
  ])("that %s is named", async (mood, says) => {
    expect(await findingIn(mood)).toMatchObject({ state: "problem", says: expect.stringMatching(says) });
  });

  test("that is not there is named", async () => {
    const says = expect.stringMatching(/can't be used: nothing listens there$/);
    expect(await findingIn(undefined, `http://localhost:${await freePort()}`)).toMatchObject({
      state: "problem",
      says,
    });
  });

  test("is not asked for a host that is reached without", async () => {
    const settings = { HTTPS_PROXY: proxy.url, NO_PROXY: ["example.com"] };
    const before = proxy.asked.length;
    expect(await proxyFinding(settings, entra)).toEqual({ state: "ok", says: "none for login.example.com" });
    expect(proxy.asked).toHaveLength(before);
  });
});
