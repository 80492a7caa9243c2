import { outlookEmailSearch } from "#common/tools/outlook-email-search.ts";
import { showHits } from "#test/demo/story/show-hits.ts";
import { colleague, type ToolTests } from "./tool-tests.ts";

export const tests: ToolTests = {
  /** Two languages in one search; then sender, time and paging. */
  async demo({ screen, hero, ask, expect }) {
    const arrival = { tool: outlookEmailSearch, args: { query: '"Aoi Maru" OR あおい丸' } };
    const ship = await ask({ who: hero, words: "あおい丸はいつ入港しますか？誰から連絡がありましたか？", ...arrival });
    showHits(screen, ship.messages);
    const subjects = ship.messages.map(({ subject }) => subject);
    for (const wanted of ["Arrival notice MV Aoi Maru", "入港予定のお知らせ（あおい丸）", "RE: 入港予定のお知らせ"]) {
      expect(
        `the search should find “${wanted}”`,
        subjects.some((subject) => subject.startsWith(wanted)),
      );
    }

    const fromHana = { sender: "Hana Mori", afterDateTime: "2 weeks ago", limit: 1 };
    const words = "What was the last thing Hana wrote to me?";
    const first = await ask({ who: hero, words, tool: outlookEmailSearch, args: fromHana });
    showHits(screen, first.messages);
    const { nextCursor } = first;
    if (nextCursor === undefined) return expect("one hit should not be all of Hana's mail", false);
    const args = { ...fromHana, cursor: nextCursor };
    const next = await ask({ who: hero, words: "And before that?", tool: outlookEmailSearch, args });
    showHits(screen, next.messages);
    const senders = [...first.messages, ...next.messages].map(({ sender }) => sender);
    expect(
      "both hits should be Hana's",
      senders.every((sender) => sender === "hana.mori@aozora-coffee.example"),
    );
    expect("the second page should not repeat the first", first.messages[0]?.uri !== next.messages[0]?.uri);
    const times = [...first.messages, ...next.messages].map(({ receivedDateTime = "" }) => receivedDateTime);
    expect("two hits should come, the newer first", times.length === 2 && (times[0] ?? "") > (times[1] ?? ""));
  },
  questions: [
    {},
    { query: '"Aoi Maru" OR あおい丸' },
    { query: "harvest offer", limit: 25 },
    { query: "subject:permit hasattachments:true" },
    { sender: "Kenji Tanaka" },
    { sender: colleague("kenji.tanaka") },
    { sender: "carlos@finca-elmirador.example", afterDateTime: "last month" },
    { recipient: colleague("daniel.costa"), query: "lots" },
    { afterDateTime: "yesterday" },
    { afterDateTime: "2 weeks ago", beforeDateTime: "this week" },
    { query: "budget", afterDateTime: "last month", timeZone: "Asia/Tokyo" },
    { folderName: "Inbox" },
    { folderName: "Sent Items", query: "contract" },
    { folderName: "Invoices" },
    { folderName: "Inbox/Projects/Kyoto Roastery/Permits" },
    { folderName: "Permits", afterDateTime: "last month" },
    { mailboxOwnerEmail: colleague("info") },
    { mailboxOwnerEmail: colleague("info"), query: "order", folderName: "Inbox" },
    { order: "oldest", limit: 5 },
    { query: "daily cupping report", offset: 10 },
  ],
  roundTrips: { median: 1.2, most: 2.5 },
  conformance: {
    args: { query: 'subject:"Arrival notice"', limit: 1 },
    answers: /"subject":"Arrival notice MV Aoi Maru/,
  },
  ownCall: () => ({ limit: 1 }),
  refusal: { without: ["Mail.Read"], words: "Reading mail is blocked.", permission: "Mail.Read" },
};
