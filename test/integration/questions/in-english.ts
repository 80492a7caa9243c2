import { channelsOf, type Question, read, readThread, search, the } from "./question.ts";

const info = "info@aozora-coffee.example";
const room = "room.fuji@aozora-coffee.example";

/** What people of the demo company ask in English. */
export const inEnglish: readonly Question[] = [
  {
    asks: "Which is the newest budget, and how much is the three-phase line?",
    calls: [search("sharepoint_search", { query: "budget", order: "newest", limit: 3 }), read()],
    facts: ["Opening budget.csv", "1450000"],
  },
  {
    asks: "What is the oldest price sheet that we have?",
    calls: [search("sharepoint_search", { query: '"price sheet"', order: "oldest", limit: 1 })],
    facts: ["Price sheet 60.csv"],
    never: ["Price sheet 01.csv"],
  },
  {
    asks: "Give me all price sheets by date, ten at a time. What are the second ten?",
    calls: [
      search("sharepoint_search", { query: '"price sheet"', order: "newest" }),
      search("sharepoint_search", { query: '"price sheet"', order: "newest", cursor: the("nextCursor") }),
    ],
    facts: [/"Price sheet 11\.csv".*"Price sheet 12\.csv".*"Price sheet 20\.csv"/],
    never: ["Price sheet 10.csv", "Price sheet 21.csv"],
  },
  {
    asks: "Who made the power drawing?",
    calls: [search("sharepoint_search", { query: "power drawing", fileType: "txt" }), read("Power drawing")],
    facts: [/"createdBy":\{[^}]*"Daniel Costa"/, "createdDateTime"],
  },
  {
    asks: "What is in the folder of the fire department?",
    calls: [search("sharepoint_folder_search", { name: "fire department" }), read()],
    facts: ["Fire permit 2026-118.html", "火災予防条例 届出書.txt"],
  },
  {
    asks: "When are we closed at the end of the year?",
    by: "mei.lin",
    calls: [search("sharepoint_search", { query: "year-end closing" }), read("Year-end")],
    facts: ["December 29 to January 4"],
  },
  {
    asks: "What did Carlos agree to in the end?",
    calls: [search("outlook_email_search", { sender: "Carlos", query: "El Mirador", limit: 1 }), read()],
    facts: ["USD 5.60 for 40 bags of EM-2209", "six bags of EM-2215"],
  },
  {
    asks: "What did Hana decide about the El Mirador lots?",
    by: "daniel.costa",
    calls: [search("outlook_email_search", { query: "El Mirador lots", sender: "Hana Mori" }), read()],
    facts: ["We want all of EM-2209 and six bags of the Gesha"],
  },
  {
    asks: "What did Hana and Carlos agree on in their thread?",
    by: "daniel.costa",
    calls: [search("outlook_email_search", { query: "harvest offer El Mirador" }), readThread],
    facts: ["Prices are FOB Buenaventura", "We want all of EM-2209", "agreed: USD 5.60 for 40 bags"],
  },
  {
    asks: "What did I last write to Carlos?",
    calls: [search("outlook_email_search", { sender: "me", recipient: "Carlos Restrepo", limit: 1 }), read()],
    facts: ["Could you do 5.60 on the Pink Bourbon"],
    never: ["agreed: USD 5.60"],
  },
  {
    asks: "What does the lawyer's draft say in clause 7?",
    calls: [
      search("outlook_email_search", { query: "draft contract", sender: "Sakura Legal" }),
      read(),
      read("supply-contract-draft.html"),
    ],
    facts: ["Clause 7: force majeure includes port closures"],
  },
  {
    asks: "And what did its first version say about port closures?",
    calls: [
      search("outlook_email_search", { query: "draft contract", sender: "Sakura Legal" }),
      read(),
      read("First version of the contract"),
    ],
    facts: ["did not mention port closures yet"],
  },
  {
    asks: "Which tasting words does the First Light campaign use?",
    calls: [
      search("outlook_email_search", { query: '"First Light"', sender: "Mei Lin" }),
      read(),
      read("copy-deck.txt"),
    ],
    facts: ["jasmine, bergamot, honey"],
  },
  {
    asks: "List all daily cupping reports.",
    calls: [
      search("outlook_email_search", { query: '"daily cupping report"' }),
      search("outlook_email_search", { query: '"daily cupping report"', cursor: the("nextCursor") }),
    ],
    facts: ["Daily cupping report 10", "Daily cupping report 01", '"moreResults":false'],
    never: ["Daily cupping report 11"],
  },
  {
    asks: "Which orders in the info mailbox has nobody read?",
    calls: [search("outlook_email_search", { mailboxOwnerEmail: info, query: "order", limit: 5 })],
    facts: [/Order 4100[^{}]*"isRead":false/, /Order 4103[^{}]*"isRead":false/, "Order 4101"],
    never: [/Order 4101[^{}]*"isRead":false/],
  },
  {
    asks: "When does Tom update the file server?",
    by: "mei.lin",
    calls: [search("outlook_email_search", { sender: "Tom Becker", query: "maintenance" }), read()],
    facts: ["Saturday, 09:00-12:00 CET"],
  },
  {
    asks: "What is on my calendar tomorrow?",
    calls: [search("outlook_calendar_search", { afterDateTime: "tomorrow", beforeDateTime: "the day after tomorrow" })],
    facts: ["Board preparation", "El Mirador: shipping dates", "Stand-up"],
    never: ["Cupping session", "Company holiday"],
  },
  {
    asks: "When do I meet Kenji next?",
    calls: [search("outlook_calendar_search", { attendee: "Kenji Tanaka", afterDateTime: "now", limit: 1 })],
    facts: ["Board preparation", "T13:00+09:00"],
  },
  {
    asks: "Which meetings have I called for the next days?",
    calls: [
      search("outlook_calendar_search", { organizer: "me", afterDateTime: "today", beforeDateTime: "in 5 days" }),
    ],
    facts: ["Cupping session Thursday"],
    never: ["Board preparation", "Stand-up"],
  },
  {
    asks: "Is Daniel coming to the cupping session?",
    calls: [search("outlook_calendar_search", { query: "cupping session", afterDateTime: "today" }), read()],
    facts: [/"Daniel Costa"[^}]*"response":"declined"/],
  },
  {
    asks: "What was said about the opening in the meeting on the fire permit?",
    calls: [
      search("outlook_calendar_search", { query: "fire permit special", beforeDateTime: "now", order: "newest" }),
      read(),
      read("", "meetingTranscriptUrl"),
    ],
    facts: ["the opening stays in eight weeks", "Hana Mori"],
    never: ["three-phase line"],
  },
  {
    asks: "When can Kenji and I meet for an hour?",
    calls: [
      search("search_people", { query: "Kenji Tanaka" }),
      search("find_meeting_availability", { participants: [the("email", "Kenji Tanaka")], duration: 60 }),
    ],
    facts: [/"free":\["/],
  },
  {
    asks: "Is the Fuji room free tomorrow between ten and eleven?",
    calls: [
      search("outlook_find_available_time", {
        participants: [room],
        afterDateTime: "tomorrow at 10:00",
        beforeDateTime: "tomorrow at 11:00",
        durationMinutes: 60,
        workingHoursOnly: false,
      }),
    ],
    facts: [/"searched":\{"after":"[^"]*T10:00:00/],
    never: [/"email":"room\.fuji@[^"]*","availability":"free"/],
  },
  {
    asks: "Who is Kenji's manager?",
    calls: [search("search_people", { query: "Kenji" })],
    facts: [/"manager":\{"displayName":"Ren Aoki"/],
  },
  {
    asks: "Who reports to me?",
    calls: [search("get_me"), search("search_people", { query: the("mail") })],
    facts: [/"directReports":\[.*"Yuki Sato".*\]/, /"directReports":\[.*"Daniel Costa".*\]/],
    never: ["Mei Lin"],
  },
  {
    asks: "What is Kenji's phone number?",
    calls: [search("search_people", { query: "Kenji Tanaka" })],
    facts: ["+81 3 5555 0102"],
    never: ["+81 3 5555 0101"],
  },
  {
    asks: "What did the electrician say?",
    calls: [search("chat_message_search", { query: "electrician" }), read()],
    facts: ["The electrician confirmed the three-phase line"],
  },
  {
    asks: "What have I told Kenji in our chat?",
    calls: [search("chat_message_search", { query: "*", sender: "me", recipient: "Kenji Tanaka" }), read()],
    facts: ["Almost. EM-2209 is at **5.60** now."],
  },
  {
    asks: "Which chats have I not read, and what does Kenji want?",
    calls: [search("teams_list_chats", { unreadOnly: true }), read("Kenji Tanaka")],
    facts: ["予算は1,420万円以内でお願いします"],
  },
  {
    asks: "Did Kenji approve the contract in the channel of Sourcing?",
    calls: [
      ...channelsOf("Sourcing"),
      search("teams_list_channel_messages", { teamId: the("id", "Sourcing", 0), channelId: the("id", "General") }),
    ],
    facts: ["Yes, within JPY 14.2 million. 承認します。", "Clause 7"],
    never: ["Berth 3"],
  },
  {
    asks: "What is the news from the port?",
    by: "yuki.sato",
    calls: [...channelsOf("Kyoto Roastery"), read("Port news")],
    facts: ["Berth 3 is closed until noon"],
  },
  {
    asks: "What have I to do this week?",
    by: "yuki.sato",
    calls: [search("tasks_search", { afterDateTime: "this week", beforeDateTime: "next week" })],
    facts: ["Book the customs broker"],
    never: ["Renew the forklift licence"],
  },
  {
    asks: "What is overdue?",
    calls: [search("tasks_search", { beforeDateTime: "today" })],
    facts: ["Send the cupping notes to Carlos", "Forecast of green coffee prices"],
    never: ["Confirm the three-phase line", "Order sample bags"],
  },
  {
    asks: "What is still open in the task of the three-phase line?",
    calls: [search("tasks_search", { query: "three-phase" }), read()],
    facts: ["The electrician needs the drawing first", /"title":"Fix the date","isDone":false/],
  },
  {
    asks: "Who does what for the Kyoto opening, and what has nobody taken?",
    calls: [search("tasks_search", { list: "Kyoto opening" })],
    facts: [
      /"title":"Clear customs for the roaster","list":"Kyoto opening","bucket":"Building","assignees":\["Yuki Sato"\]/,
      /"title":"Confirm the three-phase line"[^\n]*"assignees":\["Hana Mori","Daniel Costa"\][^\n]*"Permits"/,
      /"title":"Order flowers for the counter","list":"Kyoto opening","bucket":"Opening day"\}/,
    ],
    never: ["Forecast of green coffee prices", "Visit El Mirador"],
  },
  {
    asks: "Who goes to El Mirador? The Sourcing team plans the harvest visits.",
    calls: [search("tasks_search", { list: "harvest visits" }), read("Visit El Mirador")],
    facts: [
      /"list":"Harvest visits","bucket":"Colombia","assignees":\["Daniel Costa"\],"categories":\["Visa needed"\]/,
    ],
  },
  {
    asks: "What did I write down on the trip to Huila?",
    calls: [search("onenote_search", { query: "trip huila" }), read()],
    facts: ["86.5", "Drying beds at noon"],
  },
  {
    asks: "Who speaks first at the opening? It is in the notebook of the Kyoto site.",
    calls: [
      search("onenote_search", { query: "opening", site: "https://aozora-coffee.sharepoint.com/sites/kyoto-roastery" }),
      read("Kick-off"),
    ],
    facts: ["Hana speaks first"],
  },
  {
    asks: "Where did I note my review? One of my notebooks is broken.",
    by: "tom.becker",
    calls: [search("onenote_search", { query: "review" })],
    facts: ["My review", "1 section is left out: OneNote could not read it."],
  },
  {
    asks: "Why can't you read my chats?",
    by: "sora.abe",
    calls: [search("get_granted_scopes")],
    facts: [/"tool":"chat_message_search","missingScopes":\[[^\]]*"Chat\.Read"/, "adminconsent"],
  },
];
