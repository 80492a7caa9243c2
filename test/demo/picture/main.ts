// Makes the picture of the README from a run of the demo: npm run pictures:demo

import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { root } from "#test/bootstrap/paths.mjs";
import { animatedTerminal } from "./animated-terminal.ts";
import { type ChosenScene, chooseScenes } from "./choose-scenes.ts";

const chosen: readonly ChosenScene[] = [
  { title: "Yuki signs in" },
  { title: "Search Outlook email", questions: ["あおい丸はいつ入港しますか"] },
  {
    title: "Search SharePoint and OneDrive",
    questions: ["What is in next year's budget?", "来年度の予算案はどこにありますか"],
  },
  { title: "Find meeting times", questions: ["From tomorrow on"] },
  { title: "Search Teams messages", questions: ["What did the electrician say?"] },
  { title: "Read a Microsoft 365 resource", questions: ["Read it to me."] },
  { title: "What is left in Redis" },
];

const demo = spawn(process.execPath, ["test/demo/main.ts", "--once"], {
  cwd: root,
  env: { ...process.env, FORCE_COLOR: "1" },
  stdio: ["ignore", "pipe", "inherit"],
});
const [printed, [code]] = await Promise.all([text(demo.stdout), once(demo, "exit")]);
if (code !== 0) throw new Error(`The demo failed:\n${printed}`);
const description = "A run of the demo: a sign-in, questions in English and Japanese, and what is left in Redis.";
await writeFile(join(root, "docs/pictures/demo.svg"), animatedTerminal(chooseScenes(printed, chosen), description));
