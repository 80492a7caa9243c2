import { messageLink } from "./copied-links.ts";
import { fetchResult, open, type Question, read, readThread, search, the } from "./question.ts";

/** What people of the demo company ask in Japanese, also about a link that they paste, and by `search` and `fetch`. */
export const inJapanese: readonly Question[] = [
  {
    asks: "一番新しい予算案を見せてください。売上はいくらですか？",
    by: "kenji.tanaka",
    calls: [search("sharepoint_search", { query: "予算案", order: "newest" }), read()],
    facts: ["売上 412,000,000円"],
  },
  {
    asks: "先週の金曜日に届いた見積書はどれですか？",
    by: "yuki.sato",
    calls: [
      search("outlook_email_search", {
        query: "見積書",
        afterDateTime: "先週の金曜日",
        beforeDateTime: "先週の土曜日",
      }),
    ],
    facts: ["冷蔵コンテナの見積書"],
    never: ["パレットの見積書", "梱包材の見積書"],
  },
  {
    asks: "あおい丸のやり取りで、保管温度はどう決まりましたか？",
    by: "yuki.sato",
    calls: [search("outlook_email_search", { query: "入港", limit: 1 }), readThread],
    facts: ["保管温度は18度を希望しています", "18 °C is perfect"],
  },
  {
    asks: "健司さんから来た添付ファイル付きのメールの予算の内訳は？",
    calls: [
      search("outlook_email_search", { sender: "Kenji Tanaka", query: "hasattachments:true" }),
      read(),
      read("budget.csv"),
    ],
    facts: ["coffee", "11300000"],
  },
  {
    asks: "消防署の検査は何時から、どこでありますか？",
    by: "yuki.sato",
    calls: [search("outlook_calendar_search", { query: "検査", afterDateTime: "今日" })],
    facts: ["京都市中京区", "T10:00+09:00"],
  },
  {
    asks: "先週の定例で、消防の許可について何が話されましたか？",
    calls: [
      search("outlook_calendar_search", {
        query: "Kyoto roastery weekly",
        afterDateTime: "先週",
        beforeDateTime: "今週",
      }),
      read(),
      read("", "meetingTranscriptUrl"),
    ],
    facts: ["番号は2026-118です", "Yuki Sato"],
  },
  {
    asks: "会議室が1時間空いているのはいつですか？",
    by: "yuki.sato",
    calls: [
      search("search_people", { query: "Meeting Room" }),
      search("outlook_find_available_time", {
        participants: [the("email", "Meeting Room Fuji")],
        afterDateTime: "明日",
        durationMinutes: 60,
      }),
    ],
    facts: [/"free":\["/, "(Asia/Tokyo)"],
  },
  {
    asks: "未読のチャットには何が書いてありますか？",
    by: "yuki.sato",
    calls: [search("teams_list_chats", { unreadOnly: true, query: "Kenji" }), read()],
    facts: ["They arrive on Thursday"],
  },
  {
    asks: "由紀さんの上司は誰ですか？",
    by: "kenji.tanaka",
    calls: [search("search_people", { query: "Yuki" })],
    facts: [/"manager":\{"displayName":"Hana Mori"/],
  },
  {
    asks: "検査の書類には何が必要ですか？",
    calls: [search("tasks_search", { query: "検査" }), read()],
    facts: ["図面、許可証 2026-118、連絡先"],
  },
  {
    asks: "期限を過ぎた仕事はありますか？",
    calls: [search("tasks_search", { beforeDateTime: "今日" })],
    facts: ["Send the cupping notes to Carlos"],
    never: ["検査の書類"],
  },
  {
    asks: "今週中に終わらせる仕事は？",
    by: "yuki.sato",
    calls: [search("tasks_search", { afterDateTime: "今週", beforeDateTime: "来週" })],
    facts: ["Book the customs broker"],
    never: ["Renew the forklift licence"],
  },
  {
    asks: "バリスタの候補者の希望年収は？",
    by: "yuki.sato",
    calls: [search("sharepoint_search", { query: "Ogawa" })],
    facts: ['"files":[]'],
    never: ["4200000"],
  },
  {
    asks: "私は誰で、今何時ですか？",
    by: "daniel.costa",
    calls: [search("get_me")],
    facts: ["Head Roaster", /"now":"[A-Z][a-z]{2} \d{4}-[^"]* \(America\/Sao_Paulo\)"/],
  },
  {
    asks: "この投稿には何と書いてありますか？ https://teams.microsoft.com/l/message/…?groupId=…",
    by: "aiko.kondo",
    copied: { by: "hana.mori", calls: [search("chat_message_search", { query: "permit granted" })] },
    calls: [open(messageLink("permit"))],
    facts: ["Files are in Permits/2026"],
  },
  {
    asks: "検査に関するものを全部探してください。",
    calls: [search("search", { query: "検査" })],
    facts: ["消防署の検査（京都ロースタリー）", "検査の書類", "Yuki Sato"],
  },
  {
    asks: "調べてください：検査の書類には何が必要ですか？",
    calls: [search("search", { query: "検査" }), fetchResult("検査の書類")],
    facts: ["図面、許可証 2026-118、連絡先"],
  },
];
