import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Fixture, startFixture } from "./fixture.ts";
import { namesOf, pageOf, search } from "./search-door.ts";

let fixture: Fixture;
beforeAll(async () => {
  fixture = await startFixture();
});
afterAll(() => fixture.close());

describe("what a test adds", () => {
  const control = () => fixture.tenant.control;

  it("a file is found and read by its owner, and by whom it is shared with", async () => {
    const [hana, mei] = [fixture.person("hana.mori"), fixture.person("mei.lin")];
    const added = await control().addFile(hana.id, {
      path: "Drafts/quokka.txt",
      text: "the quokka plan",
      sharedWith: [mei.id],
    });
    for (const [user, names] of [
      [hana, ["quokka.txt"]],
      [mei, ["quokka.txt"]],
      [fixture.person("yuki.sato"), []],
    ] as const)
      expect(namesOf(await search(fixture, user, { types: "driveItem", query: "plan quokka" }))).toEqual(names);
    const answer = await fixture.graph(mei, `/drives/${added.driveId}/items/${added.itemId}/content`);
    expect((await fixture.send(String(answer.headers.location))).text).toBe("the quokka plan");
  });

  it("lines stand in chats and channels", async () => {
    const [hana, daniel] = [fixture.person("hana.mori"), fixture.person("daniel.costa")];
    const line = await control().addChatMessage(hana.id, { withUserId: daniel.id, html: "<p>quokka one</p>" });
    const root = await control().addChatMessage(hana.id, { channel: "Sourcing/General", html: "<p>quokka two</p>" });
    await control().addChatMessage(daniel.id, {
      channel: "Sourcing/General",
      replyTo: root.id,
      html: "<p>quokka three</p>",
    });
    const found = pageOf(await search(fixture, daniel, { types: "chatMessage", query: "quokka" }));
    // By default hits tell neither the chat nor the thread that they stand in.
    const placeOf = ({ resource }: (typeof found.hits)[number]) => JSON.stringify(resource.channelIdentity);
    const places = [line.chatId, root.channelId, root.channelId].map((id) => expect.stringContaining(`"${id}"`));
    expect(found.hits.map(placeOf)).toEqual(expect.arrayContaining(places));
    expect(found.hits).toHaveLength(places.length);
    const replies = await fixture.graph(
      daniel,
      `/teams/${root.teamId}/channels/${encodeURIComponent(root.channelId ?? "")}/messages/${root.id}/replies`,
    );
    expect(replies.text).toContain("quokka three");
  });

  it("a meeting stands in the calendars of all it concerns", async () => {
    const [hana, daniel] = [fixture.person("hana.mori"), fixture.person("daniel.costa")];
    const { id } = await control().addEvent(hana.id, {
      subject: "Quokka",
      startDateTime: "2027-05-01T10:00:00Z",
      endDateTime: "2027-05-01T11:00:00Z",
      attendeeIds: [daniel.id],
    });
    expect((await fixture.graph(hana, `/me/events/${encodeURIComponent(id)}`)).json.subject).toBe("Quokka");
    const day = "startDateTime=2027-05-01T00:00:00Z&endDateTime=2027-05-02T00:00:00Z";
    expect((await fixture.graph(daniel, `/me/calendarView?${day}`)).text).toContain("Quokka");
    const mei = `/users/${hana.id}/calendarView?${day}`;
    expect((await fixture.graph(fixture.person("mei.lin"), mei)).status).toBe(404);
    await control().shareCalendar(hana.id, fixture.person("mei.lin").id);
    expect((await fixture.graph(fixture.person("mei.lin"), mei)).status).toBe(200);
  });
});
