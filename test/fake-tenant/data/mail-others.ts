import { html, outside, p, type SeedMail, table } from "./compose.ts";

/** The neighbour's mail: the same subjects, other numbers. */
export const nordlysMail: readonly SeedMail[] = [
  {
    from: outside.carlos,
    to: ["lena.vogt"],
    subject: "Harvest offer: Finca El Mirador lots",
    html: html(
      p("Dear Lena,"),
      p("our offer for Oslo:"),
      table([
        ["Lot", "Bags", "USD / lb"],
        ["EM-2207", "200", "3.31"],
        ["EM-2209", "30", "5.40"],
      ]),
    ),
    hoursAgo: 9 * 24 + 1,
    attachments: [{ name: "cupping-notes.csv", contentType: "text/csv", text: "lot,score\nEM-2207,84\n" }],
  },
  {
    from: "ole.hansen",
    to: ["lena.vogt", "ingrid.dahl"],
    subject: "Budget for the Colombia harvest",
    html: html(p("The budget for this harvest is NOK 980,000 including freight.")),
    hoursAgo: 6 * 24 + 2,
    importance: "high",
  },
  {
    from: "lena.vogt",
    to: [{ name: "Hana Mori", address: "hana.mori@aozora-coffee.example" }],
    subject: "Shared container to Oslo and Yokohama?",
    html: html(
      p("Hi Hana, Nordlys and Aozora both buy from El Mirador this year. Shall we share a container to Panama?"),
      p("Best, Lena"),
    ),
    hoursAgo: 4 * 24 + 20,
  },
  {
    from: "nils.berg",
    to: ["ole.hansen", "info"],
    subject: "Kyoto roastery visit",
    text: "Notes from the visit to the roastery in Kyoto.\r\n",
    hoursAgo: 3 * 24,
  },
  {
    from: outside.anchor,
    to: ["nils.berg"],
    subject: "Arrival notice MV Nordstjernen, container BLAU9981120",
    html: html(p("Container BLAU9981120 arrives in Oslo.")),
    hoursAgo: 40,
  },
];

/** Mail of the company that shares only metadata. */
export const kumoMail: readonly SeedMail[] = [
  {
    from: "jun.ito",
    to: ["sora.abe"],
    subject: "Customs papers for BLAU4471203",
    html: html(p("The papers are complete. Duty: JPY 96,300.")),
    hoursAgo: 27,
    attachments: [{ name: "duty.csv", contentType: "text/csv", text: "duty,96300\n" }],
  },
  {
    from: outside.anchor,
    to: ["sora.abe", "jun.ito"],
    subject: "Gate-out time Honmoku",
    text: "Gate 4, 08:30.\r\n",
    hoursAgo: 15,
  },
  {
    from: "sora.abe",
    to: ["jun.ito"],
    subject: "Truck plan for next week",
    html: html(p("Two trucks on Tuesday.")),
    hoursAgo: 50,
  },
];
