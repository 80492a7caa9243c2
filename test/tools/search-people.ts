import { searchPeople } from "#common/tools/people.ts";
import { colleague, type ToolTests } from "./tool-tests.ts";

export const tests: ToolTests = {
  /** Who somebody is in the organisation. */
  async demo({ screen, hero, ask, expect }) {
    const args = { query: "Kenji" };
    const { people } = await ask({ who: hero, words: "Who is Kenji's manager?", tool: searchPeople, args });
    screen.table(
      ["name", "job", "mail", "manager"],
      people.map(({ displayName = "", jobTitle = "", email = "", manager }) => [
        displayName,
        jobTitle,
        email,
        manager?.displayName ?? "",
      ]),
    );
    const [kenji] = people;
    expect("Kenji should be found first", kenji?.displayName === "Kenji Tanaka");
    expect("Kenji's manager should be named", kenji?.manager?.displayName === "Ren Aoki");
  },
  questions: [
    {},
    { query: "Kenji" },
    { query: "Tanaka Kenji" },
    { query: colleague("daniel.costa") },
    { query: "Kenij" },
    { query: "Chief Executive" },
    { query: "finca-elmirador", limit: 25 },
    { query: "nobody of this name" },
  ],
  roundTrips: { median: 2.3, most: 2.5 },
  conformance: { args: { query: "Kenji" }, answers: /"manager":\{"displayName":"Ren Aoki"/ },
  ownCall: () => ({ query: "mori" }),
  refusal: {
    without: ["People.Read", "User.Read.All"],
    words: "Reading people whom the user works with and the directory: managers and direct reports is blocked.",
    permission: "People.Read and User.Read.All",
  },
};
