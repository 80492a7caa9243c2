import {
  channelLink,
  eventLink,
  inSafeLink,
  mailLink,
  messageLink,
  ownSharingLink,
  siteSharingLink,
} from "./copied-links.ts";
import { channelsOf, fetchResult, open, type Question, read, search, the } from "./question.ts";

const weekly = { query: '"Kyoto roastery weekly"', afterDateTime: "30 days ago", beforeDateTime: "now", limit: 1 };

/** What people of the demo company ask in English about a link that they paste, and by `search` and `fetch`. */
export const pastedInEnglish: readonly Question[] = [
  {
    asks: "Until when is the storage free? https://outlook.office.com/mail/inbox/id/…",
    by: "yuki.sato",
    copied: { by: "yuki.sato", calls: [search("outlook_email_search", { query: "BLAU4471203" })] },
    calls: [open(mailLink("Arrival notice"))],
    facts: ["in 13 days"],
  },
  {
    asks: "This link came in a mail. What does the power line cost? https://jpn01.safelinks.protection.outlook.com/…",
    copied: {
      by: "daniel.costa",
      calls: [search("sharepoint_search", { query: "filename:Opening", fileType: "csv", limit: 1 }), read()],
    },
    calls: [open(inSafeLink(the("webUrl", "Opening budget")))],
    facts: ["three-phase line", "1450000"],
  },
  {
    asks: "Who has declined this? https://outlook.office.com/calendar/item/…",
    copied: {
      by: "hana.mori",
      calls: [search("outlook_calendar_search", { query: "cupping session", afterDateTime: "today" })],
    },
    calls: [open(eventLink())],
    facts: [/"Daniel Costa"[^}]*"response":"declined"/],
  },
  {
    asks: "Kenji sent me this link. What is the limit? https://teams.microsoft.com/l/message/…",
    copied: { by: "kenji.tanaka", calls: [search("chat_message_search", { query: "予算", sender: "me" })] },
    calls: [open(messageLink())],
    facts: ["予算は1,420万円以内"],
    never: ["is the Colombia budget final"],
  },
  {
    asks: "What did Yuki answer here? https://teams.microsoft.com/l/message/…?groupId=…",
    by: "daniel.costa",
    copied: { by: "yuki.sato", calls: [search("chat_message_search", { query: "検査" })] },
    calls: [open(messageLink("/replies/"))],
    facts: ["検査は半年ごと、初回は来週火曜日の10時です"],
    never: ["The fire permit 2026-118 is granted"],
  },
  {
    asks: "What is new in this channel? https://teams.microsoft.com/l/channel/…",
    by: "mei.lin",
    copied: {
      by: "daniel.costa",
      calls: channelsOf("Sourcing"),
    },
    calls: [open(channelLink("Port news"))],
    facts: ["Berth 3 is closed until noon"],
  },
  {
    asks: "What is on the agenda of this meeting? https://teams.microsoft.com/l/meetup-join/…",
    by: "yuki.sato",
    copied: { by: "hana.mori", calls: [search("outlook_calendar_search", weekly), read()] },
    calls: [open(the("onlineMeetingUrl"))],
    facts: ["Agenda: permits, roaster, hiring", '"kind":"calendar-event"'],
  },
  {
    asks: "How many bags does this contract have? https://aozora-coffee.sharepoint.com/:t:/s/sourcing/…",
    by: "kenji.tanaka",
    copied: { by: "hana.mori", calls: [search("sharepoint_search", { query: '"Supply contract"' })] },
    calls: [open(siteSharingLink("sourcing", "Supply contract El Mirador.html"))],
    facts: ["40 bags EM-2209 at USD 5.60"],
  },
  {
    asks: "What have I put aside? https://aozora-coffee-my.sharepoint.com/:t:/g/personal/…",
    copied: { by: "hana.mori", calls: [search("sharepoint_search", { query: '"Savings plan"' })] },
    calls: [open(ownSharingLink("hana_mori_aozora-coffee_example", "Savings plan.csv"))],
    facts: ["20000"],
  },
  {
    asks: "What did the lot score? https://aozora-coffee-my.sharepoint.com/personal/…?wd=target(…)",
    copied: { by: "hana.mori", calls: [search("onenote_search", { query: "huila" }), read()] },
    calls: [open(the("webUrl"))],
    facts: ["86.5", "Drying beds at noon"],
  },
  {
    asks: "When are we closed? https://aozora-coffee.sharepoint.com/SitePages/…",
    by: "mei.lin",
    copied: { by: "daniel.costa", calls: [search("sharepoint_search", { query: "year-end closing" })] },
    calls: [open(the("webUrl", "Year-end"))],
    facts: ["December 29 to January 4"],
  },
  {
    asks: "What is in this folder? https://aozora-coffee.sharepoint.com/sites/kyoto-roastery/…",
    copied: {
      by: "yuki.sato",
      calls: [search("sharepoint_folder_search", { name: "fire department", detail: "full" })],
    },
    calls: [open(the("webUrl"))],
    facts: ["Fire permit 2026-118.html", "火災予防条例 届出書.txt"],
  },
  {
    asks: "Research: for how many kilograms is the roaster permitted?",
    by: "yuki.sato",
    calls: [search("search", { query: "fire permit" }), fetchResult("Fire permit 2026-118.html")],
    facts: ["one roaster of 12 kg", '"url":"https:'],
  },
  {
    asks: "Research: what did the electrician confirm?",
    calls: [search("search", { query: "electrician" }), fetchResult("The electrician confirmed")],
    facts: ["The electrician confirmed the three-phase line"],
  },
  {
    asks: "Research: what have I noted on the trip to Huila?",
    calls: [search("search", { query: "trip huila" }), fetchResult("Trip to Huila")],
    facts: ["86.5"],
  },
];
