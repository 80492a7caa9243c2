import {
  channelLink,
  chatLink,
  eventLink,
  mailLink,
  messageLink,
  ownSharingLink,
  siteSharingLink,
} from "./copied-links.ts";
import { channelsOf, fetchResult, open, type Question, read, search, the } from "./question.ts";

const weekly = { query: '"Kyoto roastery weekly"', afterDateTime: "30日前", beforeDateTime: "今", limit: 1 };

/** What people of the demo company ask in Japanese about a link that they paste, and by `search` and `fetch`. */
export const pastedInJapanese: readonly Question[] = [
  {
    asks: "このメールの条件を教えてください。 https://outlook.office.com/mail/inbox/id/…",
    copied: {
      by: "hana.mori",
      calls: [search("outlook_email_search", { sender: "Carlos", query: "El Mirador", limit: 1 })],
    },
    calls: [open(mailLink())],
    facts: ["USD 5.60 for 40 bags of EM-2209"],
  },
  {
    asks: "この予定の場所はどこですか？ https://outlook.office.com/calendar/item/…",
    copied: {
      by: "hana.mori",
      calls: [search("outlook_calendar_search", { query: "検査", afterDateTime: "今日" })],
    },
    calls: [open(eventLink())],
    facts: ["京都市中京区", "T10:00+09:00"],
  },
  {
    asks: "このメッセージによると、いつ届きますか？ https://teams.microsoft.com/l/message/…",
    by: "yuki.sato",
    copied: { by: "kenji.tanaka", calls: [search("chat_message_search", { query: "arrive on Thursday" })] },
    calls: [open(messageLink())],
    facts: ["They arrive on Thursday"],
  },
  {
    asks: "この投稿には何と書いてありますか？ https://teams.microsoft.com/l/message/…?groupId=…",
    by: "aiko.kondo",
    copied: { by: "hana.mori", calls: [search("chat_message_search", { query: "permit granted" })] },
    calls: [open(messageLink("permit"))],
    facts: ["Files are in Permits/2026"],
  },
  {
    asks: "このチャネルの採用の状況は？ https://teams.microsoft.com/l/channel/…",
    by: "aiko.kondo",
    copied: {
      by: "hana.mori",
      calls: channelsOf("Kyoto Roastery"),
    },
    calls: [open(channelLink("Hiring"))],
    facts: ["Offers go out on Monday"],
  },
  {
    asks: "このチャットで予算はいくらと言っていますか？ https://teams.microsoft.com/l/chat/…",
    copied: { by: "kenji.tanaka", calls: [search("chat_message_search", { query: "予算", sender: "me" })] },
    calls: [open(chatLink())],
    facts: ["予算は1,420万円以内", "is the Colombia budget final"],
  },
  {
    asks: "この会議の議題は何ですか？ https://teams.microsoft.com/l/meetup-join/…",
    by: "daniel.costa",
    copied: { by: "hana.mori", calls: [search("outlook_calendar_search", weekly), read()] },
    calls: [open(the("onlineMeetingUrl"))],
    facts: ["議題: 許認可、焙煎機、採用"],
  },
  {
    asks: "共有された届出書によると、消火器は何本必要ですか？ https://aozora-coffee.sharepoint.com/:t:/s/kyoto-roastery/…",
    copied: { by: "yuki.sato", calls: [search("sharepoint_search", { query: "消火器" })] },
    calls: [open(siteSharingLink("kyoto-roastery", "届出書"))],
    facts: ["消火器は三本"],
  },
  {
    asks: "このファイルは誰の評価ですか？ https://aozora-coffee-my.sharepoint.com/:t:/g/personal/…",
    by: "yuki.sato",
    copied: { by: "yuki.sato", calls: [search("sharepoint_search", { query: '"Salary review"' })] },
    calls: [open(ownSharingLink("yuki_sato_aozora-coffee_example", "Salary review"))],
    facts: ["Salary review (confidential) of Yuki Sato"],
  },
  {
    asks: "このノートの農園の標高は？ https://aozora-coffee-my.sharepoint.com/personal/…?wd=target(…)",
    copied: { by: "hana.mori", calls: [search("onenote_search", { query: "イルガチェフェ" }), read()] },
    calls: [open(the("webUrl"))],
    facts: ["標高1,900メートル"],
  },
  {
    asks: "このページによると、開業はいつですか？ https://aozora-coffee.sharepoint.com/sites/kyoto-roastery/SitePages/…",
    by: "yuki.sato",
    copied: { by: "daniel.costa", calls: [search("sharepoint_search", { query: "fire permit" })] },
    calls: [open(the("webUrl", "Home.aspx"))],
    facts: ["開業は八週間後の予定です"],
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
  {
    asks: "調べてください：排気ダクトは何で作りますか？",
    by: "yuki.sato",
    calls: [search("search", { query: "排気ダクト" }), fetchResult("届出書")],
    facts: ["排気ダクトは不燃材とする"],
  },
];
