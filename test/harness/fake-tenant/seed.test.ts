import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Fixture, listOf, startFixture } from "./fixture.ts";

let fixture: Fixture;
beforeAll(async () => {
  fixture = await startFixture();
});
afterAll(() => fixture.close());

const everything = async (alias: string) =>
  listOf(await fixture.graph(fixture.person(alias), "/me/messages?$top=1000"));

describe("the seeded companies", () => {
  it("hold enough mail for a demo", async () => {
    const people = fixture.home.users.filter(({ hasMailbox }) => hasMailbox);
    const counts = await Promise.all(
      people.map(async ({ userPrincipalName }) => (await everything(userPrincipalName)).length),
    );
    expect(people.length).toBeGreaterThanOrEqual(8);
    expect(counts.reduce((sum, count) => sum + count)).toBeGreaterThanOrEqual(120);
  });

  it("have something in every one of the last seven days", async () => {
    const received = (await everything("hana.mori")).map(({ receivedDateTime }) =>
      Date.parse(String(receivedDateTime)),
    );
    for (let day = 1; day <= 7; day += 1) {
      const [from, to] = [Date.now() - day * 86_400_000, Date.now() - (day - 1) * 86_400_000];
      expect(received.some((time) => time >= from && time < to)).toBe(true);
    }
  });

  it("hold invisible characters, hidden text, tracking, quoted history, inline pictures and Japanese", async () => {
    const all = (await Promise.all(["hana.mori", "kenji.tanaka", "mei.lin", "yuki.sato"].map(everything))).flat();
    const bodies = all.map(({ body }) => (body as { content: string }).content).join("\n");
    const wanted = [
      /\u200b/,
      /\u00ad/,
      /\u202e/,
      /\u{e0041}/u,
      /display:none/,
      /track\.mailer\.example/,
      /divRplyFwdMsg/,
      /cid:/,
      /<table/,
      /<!--/,
      /入港/,
    ];
    for (const pattern of wanted) expect(bodies).toMatch(pattern);
  });

  it("give the same ids on every run", async () => {
    const second = await startFixture();
    try {
      expect(second.directory.tenants).toEqual(fixture.directory.tenants);
      const ids = async (from: Fixture) =>
        new Set(listOf(await from.graph(from.person("hana.mori"), "/me/messages?$top=1000")).map(({ id }) => id));
      expect(await ids(second)).toEqual(await ids(fixture));
    } finally {
      await second.close();
    }
  });

  it("let one subject stand in two companies with other content", async () => {
    const search =
      `/me/messages?$search=${encodeURIComponent('"subject:\\"Budget for the Colombia harvest\\""')}&$select=subject,` +
      "bodyPreview";
    const previews = async (alias: string) =>
      listOf(await fixture.graph(fixture.person(alias), search))
        .map(({ bodyPreview }) => String(bodyPreview))
        .join();
    expect(await previews("hana.mori")).toContain("14,200,000");
    expect(await previews("lena.vogt@nordlys-kaffe.example")).toContain("980,000");
  });
});
