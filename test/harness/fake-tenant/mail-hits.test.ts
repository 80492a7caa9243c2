import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Fixture, graphCode, listOf, startFixture } from "./fixture.ts";
import { pageOf, post, search } from "./search-door.ts";

let fixture: Fixture;
beforeAll(async () => {
  fixture = await startFixture();
});
afterAll(() => fixture.close());

describe("mail that a search finds", () => {
  const hana = () => fixture.person("hana.mori");

  it("is the caller's own, newest first, 25 at most, its total that of the page", async () => {
    const page = pageOf(await search(fixture, hana(), { types: "message", query: "report" }));
    const times = page.hits.map(({ resource }) => String(resource.receivedDateTime));
    expect(times).toEqual([...times].sort().reverse());
    expect(page.total).toBe(page.hits.length);
    for (const canary of fixture.person("kenji.tanaka").canaries)
      expect(pageOf(await search(fixture, hana(), { types: "message", query: `"${canary}"` })).hits).toEqual([]);
  });

  it("carries an id that becomes a REST id only by translation", async () => {
    const [hit] = pageOf(await search(fixture, hana(), { types: "message", query: "subject:Harvest" })).hits;
    const hitId = hit?.hitId ?? "";
    expect(graphCode(await fixture.graph(hana(), `/me/messages/${encodeURIComponent(hitId)}`))).toBe(
      "ErrorItemNotFound",
    );
    const translated = await post(fixture, hana(), "/me/translateExchangeIds", {
      body: { inputIds: [hitId, "unknown"], sourceIdType: "entryId", targetIdType: "restId" },
    });
    const [first, none] = listOf(translated);
    expect(none).toBeUndefined();
    const path = `/me/messages/${encodeURIComponent(String(first?.targetId))}`;
    expect((await fixture.graph(hana(), path)).json.subject).toBe(hit?.resource.subject);
    const direct = hitId.replaceAll("/", "-").replaceAll("+", "_");
    expect(direct).toBe(first?.targetId);
    expect((await fixture.tenant.control.stats()).writes).toBe(0);
  });
});
