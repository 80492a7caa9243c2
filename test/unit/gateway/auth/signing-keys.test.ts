import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { pino } from "pino";
import { describe, expect, it, onTestFinished, vi } from "vitest";

import { createSigningKeys } from "#gateway/auth/signing-keys.ts";

import { createSignerKey } from "./entra-signer.ts";

const key = createSignerKey("work-key");
const keySet = JSON.stringify({ keys: [key.jwk] });
const startMs = 1_795_600_000_000;

function silent() {
  return pino({ level: "silent" });
}

/** Signing keys over a fetch that the test scripts; the last answer repeats. */
function scripted(...answers: (string | Error)[]) {
  vi.useFakeTimers({ now: startMs });
  const fetch = vi.fn(async () => {
    const answer = answers.length > 1 ? answers.shift() : answers[0];
    if (answer instanceof Error) throw answer;
    return new Response(answer);
  });
  const keys = createSigningKeys({ authorityHost: "https://entra.example", fetch, now: Date.now, logger: silent() });
  onTestFinished(() => {
    keys.stop();
    vi.useRealTimers();
  });
  return { keys, fetch };
}

/** Signing keys over the real fetch and a server of one's own. */
async function served(answer: RequestListener) {
  const server = createServer(answer).listen(0, "127.0.0.1");
  await once(server, "listening");
  const authorityHost = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const keys = createSigningKeys({ authorityHost, fetch, now: Date.now, logger: silent() });
  onTestFinished(() => {
    keys.stop();
    server.close();
  });
  return keys;
}

describe("the signing keys", () => {
  it("come from the authority's own address before anybody asks for one", async () => {
    const { keys, fetch } = scripted(keySet);
    expect(keys.hasKeys()).toBe(false);
    await keys.start();
    expect(keys.hasKeys()).toBe(true);
    expect(await keys.find("work-key")).toMatchObject({
      issuers: ["https://login.microsoftonline.com/{tenantid}/v2.0"],
    });
    // The mock was made without parameters, so it has no types of them.
    const [url, init] = fetch.mock.calls[0] as unknown as [string, RequestInit];
    expect(url).toBe("https://entra.example/common/discovery/v2.0/keys");
    expect(init).toMatchObject({ redirect: "error" });
    expect(fetch).toHaveBeenCalledTimes(1);
  });

  it("are fetched again every hour", async () => {
    const { keys, fetch } = scripted(keySet);
    await keys.start();
    await vi.advanceTimersByTimeAsync(3 * 3600_000);
    expect(fetch).toHaveBeenCalledTimes(4);
  });

  it("are kept for a day of failures, tried again at most every 30 s, and known as not fresh", async () => {
    const { keys, fetch } = scripted(keySet, new TypeError("fetch failed"));
    await keys.start();
    await vi.advanceTimersByTimeAsync(24 * 3600_000);
    expect(keys.hasKeys()).toBe(true);
    expect(await keys.find("work-key")).toHaveProperty("key");
    expect(await keys.find("other")).toBe("unavailable");
    expect(fetch.mock.calls.length).toBeLessThanOrEqual(2 + (23 * 3600) / 30 + 1);
  });

  it.each([
    ["an empty set", '{"keys":[]}'],
    ["a set of unusable keys", JSON.stringify({ keys: [{ ...key.jwk, use: "enc" }] })],
  ])("are kept when the answer is %s", async (_, answer) => {
    const { keys } = scripted(keySet, answer);
    await keys.start();
    await vi.advanceTimersByTimeAsync(2 * 3600_000);
    expect(await keys.find("work-key")).toHaveProperty("key");
  });

  it("are asked for soon again, ever slower, as long as there are none", async () => {
    const { keys, fetch } = scripted(new TypeError("fetch failed"));
    await keys.start();
    expect(await keys.find("work-key")).toBe("unavailable");
    await vi.advanceTimersByTimeAsync(1_000);
    expect(fetch).toHaveBeenCalledTimes(2);
    await vi.advanceTimersByTimeAsync(2_000 + 4_000 + 8_000 + 16_000);
    expect(fetch).toHaveBeenCalledTimes(6);
    await vi.advanceTimersByTimeAsync(300_000);
    expect(fetch).toHaveBeenCalledTimes(16);
  });

  it("come when the first fetches failed", async () => {
    const { keys } = scripted(new TypeError("fetch failed"), new TypeError("fetch failed"), keySet);
    await keys.start();
    await vi.advanceTimersByTimeAsync(3_000);
    expect(keys.hasKeys()).toBe(true);
  });

  it("are fetched once in 30 s while Entra fails, whatever ids come meanwhile", async () => {
    const { keys, fetch } = scripted(keySet, new Error("no route"));
    await keys.start();
    for (let second = 0; second < 300; second += 1) {
      await keys.find(`unknown-${second}`);
      await vi.advanceTimersByTimeAsync(1_000);
    }
    // The first of all, one at once and one each 30 s.
    expect(fetch.mock.calls.length).toBeLessThanOrEqual(1 + 1 + 10);
    expect(fetch.mock.calls.length).toBeGreaterThanOrEqual(10);
  });

  it("are fetched for an unknown id although the clock was set back", async () => {
    const { keys, fetch } = scripted(keySet);
    await keys.start();
    vi.setSystemTime(startMs - 3600_000);
    await keys.find("other");
    expect(fetch).toHaveBeenCalledTimes(2);
  });

  it("are not fetched any more after stop", async () => {
    const { keys, fetch } = scripted(keySet);
    await keys.start();
    keys.stop();
    await vi.advanceTimersByTimeAsync(24 * 3600_000);
    expect(fetch).toHaveBeenCalledTimes(1);
  });

  it("are given up after 5 s without an answer", async () => {
    const timeout = vi.spyOn(AbortSignal, "timeout").mockReturnValue(AbortSignal.timeout(20));
    const keys = await served(() => {});
    await keys.start();
    expect(timeout).toHaveBeenCalledWith(5_000);
    expect(keys.hasKeys()).toBe(false);
    timeout.mockRestore();
  });

  it.each<[what: string, answer: RequestListener, isTaken: boolean]>([
    ["that has them", (_, response) => response.end(keySet), true],
    ...[404, 500, 503].map((status): [string, RequestListener, boolean] => [
      `with status ${status}`,
      (_, response) => response.writeHead(status).end(keySet),
      false,
    ]),
    [
      "that leads to another address",
      ({ url }, response) =>
        url === "/moved" ? response.end(keySet) : response.writeHead(302, { location: "/moved" }).end(),
      false,
    ],
  ])("are read over HTTP, of an answer %s: %s", async (_what, answer, isTaken) => {
    const keys = await served(answer);
    await keys.start();
    expect(keys.hasKeys()).toBe(isTaken);
  });

  it("are not read beyond 512 kB", async () => {
    let written = 0;
    const keys = await served((_, response) => {
      const chunk = Buffer.alloc(64 * 1024, " ");
      const write = () => {
        while (!response.destroyed && written < 64 * 1024 * 1024) {
          written += chunk.length;
          if (!response.write(chunk)) return response.once("drain", write);
        }
        return response.end(keySet);
      };
      write();
    });
    await keys.start();
    expect(keys.hasKeys()).toBe(false);
    expect(written).toBeLessThan(32 * 1024 * 1024);
  });
});
