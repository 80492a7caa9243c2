import { outlookEmailSearch } from "#common/tools/outlook-email-search.ts";
import { readResource } from "#common/tools/read-resource.ts";
import { sharepointSearch } from "#common/tools/sharepoint-search.ts";
import type { Scene } from "#test/demo/story/scene.ts";
import { showFiles, showHits } from "#test/demo/story/show-hits.ts";
import { cut } from "#test/demo/terminal/text-width.ts";
import type { ReadingTests } from "./tool-tests.ts";

const shownLines = 12;

function showText({ screen }: Scene, content: string): void {
  const lines = content
    .replaceAll(/\n{3,}/g, "\n\n")
    .trim()
    .split("\n");
  screen.quote(lines.slice(0, shownLines).map((line) => cut(line, screen.columns - 6)));
  if (lines.length > shownLines) screen.quote([screen.paint("dim", `… ${lines.length - shownLines} more lines`)]);
}

async function findMail({ screen, hero, ask, expect }: Scene, words: string, query: string): Promise<string> {
  const { messages } = await ask({ who: hero, words, tool: outlookEmailSearch, args: { query, limit: 1 } });
  showHits(screen, messages);
  expect(`one message should be found by ${query}`, messages.length === 1);
  return messages[0]?.uri ?? "";
}

async function readMessage(scene: Scene): Promise<string> {
  const { hero, ask, expect } = scene;
  const uri = await findMail(scene, "Where is the arrival notice?", 'subject:"Arrival notice"');
  const { body } = await ask({ who: hero, words: "Read it to me.", tool: readResource, args: { uri } });
  const text = body?.content ?? "";
  showText(scene, text);
  expect("the message should hold its table", /\|.*MV Aoi Maru 118W.*\|/.test(text));
  expect("the message should not hold what its HTML hides", !/View online|track\.mailer/.test(text));
  return uri;
}

async function readConversation(scene: Scene, message: string): Promise<void> {
  const { hero, ask, expect } = scene;
  const args = { uri: `${message}/conversation` };
  const { conversation } = await ask({ who: hero, words: "What came of it?", tool: readResource, args });
  const texts = (conversation?.messages ?? []).map(({ text }) => String(text));
  showText(scene, texts.slice(1).join("\n\n"));
  expect("the conversation should have three messages, in order", texts.length === 3 && /18 °C/.test(texts[2] ?? ""));
  expect("what the last one quotes should be shown once", texts.join().split("到着する予定です").length === 2);
}

async function readAttachment(scene: Scene): Promise<void> {
  const { screen, hero, ask, expect } = scene;
  const uri = await findMail(scene, "Is there a policy about leave?", "subject:closing hasattachments:true");
  const { message } = await ask({ who: hero, words: "What is attached?", tool: readResource, args: { uri } });
  const [attachment] = message?.attachments ?? [];
  if (attachment === undefined) return expect("the message should list its attachment", false);
  screen.quote([`${attachment.name}  ${attachment.size ?? "?"} bytes`]);
  const words = "How many days may I carry over?";
  const { body } = await ask({ who: hero, words, tool: readResource, args: { uri: attachment.uri } });
  const text = body?.content ?? "";
  showText(scene, text);
  expect("the attachment should say five days", /at most \**five/.test(text));
}

async function readFile(scene: Scene): Promise<void> {
  const { screen, hero, ask, expect } = scene;
  const args = { query: "filename:Opening", limit: 1, fileType: "csv" };
  const { files } = await ask({ who: hero, words: "Find the opening budget.", tool: sharepointSearch, args });
  showFiles(screen, files);
  const { uri = "" } = files[0] ?? {};
  const { body } = await ask({ who: hero, words: "What does the roaster cost?", tool: readResource, args: { uri } });
  const text = body?.content ?? "";
  showText(scene, text);
  expect("the file should name the roaster's price", /Probat P12.*9800000/.test(text));
}

/** A list, of which a row was found. */
async function readList({ screen, hero, ask, expect }: Scene): Promise<void> {
  const query = { query: "electrician", fileType: "list", limit: 1 };
  const { files } = await ask({ who: hero, words: "Where do we list purchases?", tool: sharepointSearch, args: query });
  screen.quote(files.map(({ kind, title, name }) => `${kind}  ${title ?? name}`));
  const uri = files[0]?.uri.replace(/\/items\/\d+$/, "") ?? "";
  const args = { uri, find: "Daniel" };
  const { list } = await ask({ who: hero, words: "Which of them are Daniel's?", tool: readResource, args });
  screen.quote((list?.rows ?? []).map((row) => `${row.Title}  ${row.Status}  ${row["Due Date"]}  ${row.Cost}`));
  expect("two rows should be Daniel's", list?.rows.map(({ id }) => id).join() === "1,2");
}

export const tests: ReadingTests = {
  /** A message with its table; its conversation; an attachment; a file; a list. */
  async demo(scene) {
    const arrival = await readMessage(scene);
    await readConversation(scene, arrival);
    await readAttachment(scene);
    await readFile(scene);
    await readList(scene);
  },
  // The recap of a meeting is six requests of Teams, which takes two of a person at once.
  roundTrips: { median: 2.2, most: 4.4 },
};
