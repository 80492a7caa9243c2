import { outlookEmailSearch } from "#common/tools/outlook-email-search.ts";
import { readResource } from "#common/tools/read-resource.ts";
import { cut } from "../terminal/text-width.ts";
import type { Scene } from "./scene.ts";
import { showHits } from "./show-mail.ts";

const shownLines = 12;

/** A message with its table; then an attachment. */
export async function readMail(scene: Scene): Promise<void> {
  const { hero, ask, expect } = scene;
  const notice = await findOne(scene, "Where is the arrival notice?", 'subject:"Arrival notice"');
  const message = await ask({ who: hero, words: "Read it to me.", tool: readResource, args: { uri: notice } });
  showText(scene, message.body?.content);
  const text = message.body?.content ?? "";
  expect("the message should hold its table", /\|.*MV Aoi Maru 118W.*\|/.test(text));
  expect("the message should not hold what is hidden in its HTML", !/View online|track\.mailer/.test(text));

  const closing = await findOne(scene, "Is there a policy about leave?", "subject:closing hasattachments:true");
  const mail = await ask({ who: hero, words: "What is attached?", tool: readResource, args: { uri: closing } });
  const [attachment] = mail.message?.attachments ?? [];
  if (attachment?.uri === undefined) return expect("the message should list its attachment", false);
  scene.screen.quote([`${attachment.name}  ${attachment.size ?? "?"} bytes`]);
  const policy = await ask({
    who: hero,
    words: "How many days may I carry over?",
    tool: readResource,
    args: { uri: attachment.uri },
  });
  showText(scene, policy.body?.content);
  expect("the attachment should say five days", /at most \**five/.test(policy.body?.content ?? ""));
}

async function findOne({ screen, hero, ask, expect }: Scene, words: string, query: string): Promise<string> {
  const { messages } = await ask({ who: hero, words, tool: outlookEmailSearch, args: { query, limit: 1 } });
  showHits(screen, messages);
  expect(`one message should be found by ${query}`, messages.length === 1);
  return messages[0]?.uri ?? "";
}

function showText({ screen }: Scene, content = ""): void {
  const lines = content
    .replaceAll(/\n{3,}/g, "\n\n")
    .trim()
    .split("\n");
  screen.quote(lines.slice(0, shownLines).map((line) => cut(line, screen.columns - 6)));
  if (lines.length > shownLines) screen.quote([screen.paint("dim", `… ${lines.length - shownLines} more lines`)]);
}
