import { sharepointSearch } from "#common/tools/sharepoint-search.ts";
import type { Scene } from "./scene.ts";
import { showFiles } from "./show-files.ts";

/** Files of a site that the person belongs to; then a file of a site for others. */
export async function searchFiles({ screen, hero, person, ask, expect }: Scene): Promise<void> {
  const permit = await ask({
    who: hero,
    words: "Where is the fire permit for Kyoto?",
    tool: sharepointSearch,
    args: { query: "fire permit" },
  });
  showFiles(screen, permit.files);
  const names = permit.files.map(({ name }) => name);
  expect("the search should find the permit", names.includes("Fire permit 2026-118.html"));

  const plan = { tool: sharepointSearch, args: { query: "予算案" } };
  const none = await ask({ who: hero, words: "What is in next year's budget?", ...plan });
  showFiles(screen, none.files);
  expect("a file of a site for others should not be found", none.files.length === 0);
  const kenji = await person("kenji.tanaka");
  const found = await ask({ who: kenji, words: "来年度の予算案はどこにありますか？", ...plan });
  showFiles(screen, found.files);
  expect(
    "Kenji, of Finance, should find the budget",
    found.files.some(({ name }) => name === "予算案 2026年度.txt"),
  );
}
