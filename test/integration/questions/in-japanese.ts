import { channelsOf, type Question, read, readThread, search, the } from "./question.ts";

const info = "info@aozora-coffee.example";

/** What people of the demo company ask in Japanese. */
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
    asks: "昨日届いた見積書の金額は？",
    by: "yuki.sato",
    calls: [
      search("outlook_email_search", { query: "見積書", afterDateTime: "昨日", beforeDateTime: "今日" }),
      read("トラック便"),
    ],
    facts: ["85,000円"],
  },
  {
    asks: "あおい丸はいつ入港しますか？",
    by: "yuki.sato",
    calls: [search("outlook_email_search", { query: "入港" }), read('"subject":"入港予定のお知らせ')],
    facts: ["あおい丸は来週、横浜港に到着する予定です"],
  },
  {
    asks: "あおい丸のやり取りで、保管温度はどう決まりましたか？",
    by: "yuki.sato",
    calls: [search("outlook_email_search", { query: "入港", limit: 1 }), readThread],
    facts: ["保管温度は18度を希望しています", "18 °C is perfect"],
  },
  {
    asks: "喫茶やまだへの見積もりはいくらですか？",
    calls: [
      search("outlook_email_search", { mailboxOwnerEmail: info, query: "見積もり", sender: "Priyaさん" }),
      read(),
    ],
    facts: ["78,000円"],
  },
  {
    asks: "年末年始の休業はいつからいつまでですか？",
    by: "daniel.costa",
    calls: [search("outlook_email_search", { query: "年末年始" }), read()],
    facts: ["12月29日から1月4日まで"],
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
    asks: "Reportsフォルダの最新のメールは？",
    calls: [search("outlook_email_search", { folderName: "Reports", limit: 1 })],
    facts: ["Daily cupping report 20"],
    never: ["Daily cupping report 19"],
  },
  {
    asks: "コンテナBLAU4471203の無料保管はいつまでですか？",
    by: "yuki.sato",
    calls: [search("outlook_email_search", { query: "BLAU4471203" }), read("Arrival notice")],
    facts: ["in 13 days"],
  },
  {
    asks: "明日の予定を教えてください。",
    calls: [search("outlook_calendar_search", { afterDateTime: "明日", beforeDateTime: "明後日" })],
    facts: ["Board preparation", "El Mirador: shipping dates"],
    never: ["Cupping session"],
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
    asks: "健司さん、由紀さんと私が1時間会えるのはいつですか？",
    calls: [
      search("find_meeting_availability", {
        participants: ["kenji.tanaka@aozora-coffee.example", "yuki.sato@aozora-coffee.example"],
        afterDateTime: "明日",
        duration: 60,
      }),
    ],
    facts: [/"free":\["/, "(Asia/Tokyo)"],
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
    asks: "検査について、佐藤さんはチャットで何と書いていましたか？",
    calls: [search("chat_message_search", { query: "検査", sender: "Yuki Sato" })],
    facts: ["消防署の検査は来週火曜日です"],
  },
  {
    asks: "予算について健司さんは何と言っていましたか？",
    calls: [search("chat_message_search", { query: "予算", sender: "Kenji Tanaka" }), read()],
    facts: ["予算は1,420万円以内"],
  },
  {
    asks: "未読のチャットには何が書いてありますか？",
    by: "yuki.sato",
    calls: [search("teams_list_chats", { unreadOnly: true, query: "Kenji" }), read()],
    facts: ["They arrive on Thursday"],
  },
  {
    asks: "3番バースはいつまで閉まっていますか？",
    by: "daniel.costa",
    calls: [search("chat_message_search", { query: "berth" }), read()],
    facts: ["closed until noon"],
  },
  {
    asks: "京都チームの一般チャネルで、検査について何と言っていますか？",
    by: "yuki.sato",
    calls: [
      ...channelsOf("Kyoto Roastery"),
      search("teams_list_channel_messages", {
        teamId: the("id", "Kyoto Roastery", 0),
        channelId: the("id", "General"),
      }),
    ],
    facts: ["検査は半年ごと、初回は来週火曜日の10時です"],
  },
  {
    asks: "私はどのチームに入っていますか？",
    calls: [search("teams_list_teams")],
    facts: ["Kyoto Roastery", "Sourcing"],
  },
  {
    asks: "健司さんが入っていないチームの採用チャネルには何が書いてありますか？",
    by: "aiko.kondo",
    calls: [...channelsOf("Kyoto Roastery"), read("Hiring")],
    facts: ["Offers go out on Monday"],
  },
  {
    asks: "由紀さんの上司は誰ですか？",
    by: "kenji.tanaka",
    calls: [search("search_people", { query: "Yuki" })],
    facts: [/"manager":\{"displayName":"Hana Mori"/],
  },
  {
    asks: "財務部には誰がいますか？",
    calls: [search("search_people", { query: "Finance" })],
    facts: ["Kenji Tanaka", "Chief Financial Officer"],
  },
  {
    asks: "許可証の2026年のフォルダには何がありますか？",
    by: "yuki.sato",
    calls: [search("sharepoint_folder_search", { name: "Permits/2026" }), read()],
    facts: ["Fire department"],
  },
  {
    asks: "人事の担当者は誰ですか？",
    calls: [search("search_people", { query: "People Operations" })],
    facts: ["Aiko Kondo", "aiko.kondo@aozora-coffee.example"],
  },
  {
    asks: "イルガチェフェの農園の標高は？",
    calls: [search("onenote_search", { query: "イルガチェフェ" }), read()],
    facts: ["標高1,900メートル"],
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
    asks: "消火器は何本必要ですか？",
    by: "yuki.sato",
    calls: [search("sharepoint_search", { query: "消火器" }), read("届出書")],
    facts: ["消火器は三本"],
  },
  {
    asks: "過去7日間に変わった価格表は？",
    calls: [search("sharepoint_search", { query: '"price sheet"', afterDateTime: "過去7日間", order: "newest" })],
    facts: ["Price sheet 01.csv", "Price sheet 06.csv"],
    never: ["Price sheet 09.csv"],
  },
  {
    asks: "バリスタの候補者の希望年収は？",
    by: "yuki.sato",
    calls: [search("sharepoint_search", { query: "Ogawa" })],
    facts: ['"files":[]'],
    never: ["4200000"],
  },
  {
    asks: "使えない機能はありますか？",
    calls: [search("get_granted_scopes")],
    facts: ["Mail.Read", "Tasks.Read"],
    never: ["blockedTools"],
  },
  {
    asks: "私は誰で、今何時ですか？",
    by: "daniel.costa",
    calls: [search("get_me")],
    facts: ["Head Roaster", /"now":"[A-Z][a-z]{2} \d{4}-[^"]* \(America\/Sao_Paulo\)"/],
  },
];
