import { html, mail, outside, type SeedMail, table } from "./compose.ts";

/** The neighbour's mail: the same subjects, other numbers. */
export const nordlysMail: readonly SeedMail[] = [
  mail(9 * 24 + 1, outside.carlos, ["lena.vogt"], "Harvest offer: Finca El Mirador lots", {
    html: html(
      "Dear Lena,",
      "our offer for Oslo:",
      table([
        ["Lot", "Bags", "USD / lb"],
        ["EM-2207", "200", "3.31"],
        ["EM-2209", "30", "5.40"],
      ]),
    ),
    attachments: [{ name: "cupping-notes.csv", contentType: "text/csv", text: "lot,score\nEM-2207,84\n" }],
  }),
  mail(6 * 24 + 2, "ole.hansen", ["lena.vogt", "ingrid.dahl"], "Budget for the Colombia harvest", {
    html: html("The budget for this harvest is NOK 980,000 including freight."),
    importance: "high",
  }),
  mail(
    4 * 24 + 20,
    "lena.vogt",
    [{ name: "Hana Mori", address: "hana.mori@aozora-coffee.example" }],
    "Shared container to Oslo and Yokohama?",
    {
      html: html(
        "Hi Hana, Nordlys and Aozora both buy from El Mirador this year. Shall we share a container to Panama?",
        "Best, Lena",
      ),
    },
  ),
  mail(3 * 24, "nils.berg", ["ole.hansen", "info"], "Kyoto roastery visit", {
    text: "Notes from the visit to the roastery in Kyoto.\r\n",
  }),
  mail(40, outside.anchor, ["nils.berg"], "Arrival notice MV Nordstjernen, container BLAU9981120", {
    html: html("Container BLAU9981120 arrives in Oslo."),
  }),
];

/** Mail of the company that shares only metadata. */
export const kumoMail: readonly SeedMail[] = [
  mail(27, "jun.ito", ["sora.abe"], "Customs papers for BLAU4471203", {
    html: html("The papers are complete. Duty: JPY 96,300."),
    attachments: [{ name: "duty.csv", contentType: "text/csv", text: "duty,96300\n" }],
  }),
  mail(15, outside.anchor, ["sora.abe", "jun.ito"], "Gate-out time Honmoku", { text: "Gate 4, 08:30.\r\n" }),
  mail(50, "sora.abe", ["jun.ito"], "Truck plan for next week", { html: html("Two trucks on Tuesday.") }),
];
