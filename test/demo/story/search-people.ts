import { searchPeople } from "#common/tools/search-people.ts";
import type { Scene } from "./scene.ts";

/** Who somebody is in the organisation. */
export async function findPerson({ screen, hero, ask, expect }: Scene): Promise<void> {
  const { people } = await ask({
    who: hero,
    words: "Who is Kenji's manager?",
    tool: searchPeople,
    args: { query: "Kenji" },
  });
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
}
