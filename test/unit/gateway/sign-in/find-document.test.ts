import { afterEach, describe, expect, it, vi } from "vitest";
import { createFindDocument } from "#gateway/sign-in/clients/documents/find-document.ts";
import { loadDocument } from "#gateway/sign-in/clients/documents/load-document.ts";
import { documentUrl, type Played, playedNetwork } from "./played-documents.ts";
import { startTime } from "./sign-in-gateway.ts";

/** A finder with a clock of the test's. */
function finder(play: (url: string) => Played | Promise<Played> = () => ({})) {
  const clock = { now: startTime };
  const internet = playedNetwork(play);
  const find = createFindDocument({ network: internet.network, now: () => clock.now });
  return { find, clock, internet };
}

const minutes = 60_000;
const hours = 60 * minutes;

describe("a document that was fetched", () => {
  it.each<[string, string | string[] | undefined, string | undefined, number]>([
    ["nothing", undefined, undefined, 5 * minutes],
    ["no-store", "no-store", undefined, 5 * minutes],
    ["no-cache beside a life", "max-age=3600, no-cache", undefined, 5 * minutes],
    ["a minute", "max-age=60", undefined, 5 * minutes],
    ["an hour", "public, max-age=3600", undefined, hours],
    ["an hour, in quotes and capitals", 'Max-Age="3600"', undefined, hours],
    ["an hour in a second line", ["public", "max-age=3600"], undefined, hours],
    ["an hour, half of which is over", "max-age=3600", "1800", 30 * minutes],
    ["an hour that is over", "max-age=3600", "7200", 5 * minutes],
    ["an hour with an age that is none", "max-age=3600", "-1", hours],
    ["a year", "max-age=31536000", undefined, 24 * hours],
    ["more digits than a life has", `max-age=${"9".repeat(30)}`, undefined, 5 * minutes],
    ["another directive's", "stale-max-age=3600", undefined, 5 * minutes],
  ])("and says %s is kept so long and no longer", async (_what, control, age, lifeMs) => {
    const { find, clock, internet } = finder(() => ({ headers: { "cache-control": control, age } }));
    await find(documentUrl);
    clock.now += lifeMs - 1;
    await find(documentUrl);
    expect(internet.asked).toHaveLength(1);
    clock.now += 1;
    await find(documentUrl);
    expect(internet.asked).toHaveLength(2);
  });

  it("is given up for others: 500 are kept", async () => {
    const { find, internet } = finder();
    const url = (at: number) => `https://client.contoso.example/${at}.json`;
    for (let at = 0; at < 501; at += 1) await find(url(at));
    await find(url(1));
    expect(internet.asked).toHaveLength(501);
    await find(url(0));
    expect(internet.asked).toHaveLength(502);
  });
});

describe("a problem", () => {
  it.each<[string, Played]>([
    ["of the name", { addresses: ["10.0.0.1"] }],
    ["of the host", { status: 500, headers: { "cache-control": "max-age=86400" } }],
    ["of the document", { body: "{}", headers: { "cache-control": "max-age=86400" } }],
  ])("%s is not kept", async (_what, played) => {
    let isDown = true;
    const { find } = finder(() => (isDown ? played : {}));
    await expect(find(documentUrl)).rejects.toMatchObject({ problem: expect.stringMatching(/^document_/) });
    isDown = false;
    expect((await find(documentUrl)).name).toBe("Codex");
  });

  it("of one that was good before keeps its client for a day, who asks again once a minute", async () => {
    let isDown = false;
    const { find, clock, internet } = finder(() => (isDown ? { status: 503 } : {}));
    await find(documentUrl);
    isDown = true;
    clock.now += 5 * minutes;
    for (let count = 0; count < 3; count += 1) expect((await find(documentUrl)).name).toBe("Codex");
    expect(internet.asked).toHaveLength(2);
    clock.now += 1 * minutes;
    await find(documentUrl);
    expect(internet.asked).toHaveLength(3);
    clock.now += 24 * hours;
    await expect(find(documentUrl)).rejects.toMatchObject({ problem: "document_unreachable" });
  });

  it("of one that says something else now ends what it said before", async () => {
    let played: Played = {};
    const { find, clock } = finder(() => played);
    await find(documentUrl);
    played = { body: "{}" };
    clock.now += 5 * minutes;
    await expect(find(documentUrl)).rejects.toMatchObject({ problem: "document_unfit" });
    played = { status: 503 };
    await expect(find(documentUrl)).rejects.toMatchObject({ problem: "document_unreachable" });
  });
});

describe("at the same time", () => {
  const claude = "https://claude.ai/oauth/claude-code-client-metadata";
  const unreachable = { problem: "document_unreachable" };

  it("4 of a host are asked for and no more, while those of other hosts are, until one is there", async () => {
    const waiting = Promise.withResolvers<Played>();
    const { find, internet } = finder((url) => (url.includes("slow.example") ? waiting.promise : {}));
    const url = (at: number) => `https://slow.example/${at}`;
    const four = [0, 1, 2, 3].map((at) => find(url(at)));
    await expect(find(url(4))).rejects.toMatchObject(unreachable);
    expect(internet.resolved).toHaveLength(4);
    expect((await find(claude)).name).toBe("Codex");
    expect((await find(documentUrl)).name).toBe("Codex");
    waiting.resolve({});
    await Promise.all(four);
    expect((await find(url(4))).name).toBe("Codex");
  });

  it("slow hosts, however many a stranger has, leave known ones alone, and who was there before", async () => {
    const waiting = Promise.withResolvers<Played>();
    const { find, clock, internet } = finder((url) => (url.includes("slow.example") ? waiting.promise : {}));
    await find(documentUrl);
    const sixteen = Array.from({ length: 16 }, (_, at) => find(`https://h${at}.slow.example/c`));
    await expect(find("https://other.contoso.example/c")).rejects.toMatchObject(unreachable);
    expect((await find(claude)).name).toBe("Codex");
    clock.now += 5 * minutes;
    expect((await find(documentUrl)).name).toBe("Codex");
    expect(internet.resolved).toHaveLength(18);
    waiting.resolve({});
    await Promise.all(sixteen);
  });

  it("4 of a host that fail make room for others of it", async () => {
    const { find, internet } = finder(() => ({ status: 500 }));
    for (let at = 0; at < 5; at += 1) await expect(find(`https://bad.example/${at}`)).rejects.toThrow();
    expect(internet.asked).toHaveLength(5);
  });

  it("one document is asked for once, however many need it", async () => {
    const { find, internet } = finder();
    await Promise.all(Array.from({ length: 50 }, () => find(documentUrl)));
    expect(internet.asked).toHaveLength(1);
  });
});

afterEach(() => {
  vi.restoreAllMocks();
});

it("a fetch ends after 5 s in all, wherever it is", async () => {
  const clock = new AbortController();
  const timeout = vi.spyOn(AbortSignal, "timeout").mockReturnValue(clock.signal);
  const { network } = playedNetwork();
  const [resolve, get] = [vi.spyOn(network, "resolve"), vi.spyOn(network, "get")];
  await loadDocument(network, documentUrl);
  expect(timeout).toHaveBeenCalledExactlyOnceWith(5_000);
  expect(resolve).toHaveBeenCalledExactlyOnceWith("client.contoso.example", clock.signal);
  expect(get).toHaveBeenCalledExactlyOnceWith(documentUrl, expect.objectContaining({ signal: clock.signal }));
});
