import { outlookEmailSearch } from "#common/tools/outlook-email-search.ts";
import { readResource } from "#common/tools/read-resource.ts";
import { postToolCall } from "#test/support/raw-mcp.ts";
import type { Stage } from "../stage/open-stage.ts";
import { userOf } from "./persons.ts";
import type { Scene } from "./scene.ts";
import { showHits, showRefusal } from "./show-hits.ts";

/** Everybody's salary letter reads alike; each person finds their own only, and can't open another's. */
export async function othersPrivateMail(scene: Scene): Promise<void> {
  const { hero, screen, ask, askInVain, expect } = scene;
  const letters = { tool: outlookEmailSearch, args: { query: '"Salary review"' } };
  const own = await ask({ who: hero, words: "What does everybody earn here?", ...letters });
  showHits(screen, own.messages);
  expect("only the hero's own salary letter should be found", isOnly(own.messages, hero.user.canaries));

  const kenji = await scene.person("kenji.tanaka");
  const his = await ask({ who: kenji, words: "Where is my salary letter?", ...letters });
  showHits(screen, his.messages);
  expect("Kenji should find his own salary letter", isOnly(his.messages, kenji.user.canaries));
  screen.line(
    screen.paint("dim", "  (They read alike. Each holds a number of its own, by which it was checked whose it is.)"),
  );

  const uri = his.messages[0]?.uri ?? "";
  const refusal = await askInVain({
    who: hero,
    words: "I got hold of its address: open it.",
    tool: readResource,
    args: { uri },
  });
  showRefusal(screen, refusal.text);
  expect("a colleague's message should not be found", refusal.code === "not_found");
}

const isOnly = (messages: readonly { subject: string }[], canaries: readonly string[]) =>
  messages.length === 1 && canaries.some((canary) => messages[0]?.subject.includes(canary));

/** A shared mailbox: for those with whom it is shared. */
export async function sharedMailbox(scene: Scene): Promise<void> {
  const { hero, screen, ask, askInVain, expect } = scene;
  const orders = { mailboxOwnerEmail: "info@aozora-coffee.example", query: "order", limit: 2 };
  const refusal = await askInVain({
    who: hero,
    words: "What was ordered at info@?",
    tool: outlookEmailSearch,
    args: orders,
  });
  showRefusal(screen, refusal.text);
  expect("a mailbox that is not shared should not be found", refusal.code === "not_found");

  const hana = await scene.person("hana.mori");
  const found = await ask({ who: hana, words: "What was ordered at info@?", tool: outlookEmailSearch, args: orders });
  showHits(screen, found.messages);
  expect("Hana, with whom the mailbox is shared, should find orders", found.messages.length === 2);
}

/** Somebody with a valid token of another company. */
export async function anotherCompany(scene: Scene, { fake, gateway }: Stage): Promise<void> {
  const { screen, expect } = scene;
  const ingrid = userOf(await fake.control.directory(), "ingrid.dahl@nordlys-kaffe.example");
  const token = await fake.control.mintToken({ userId: ingrid.id });
  const response = await postToolCall("modern", { url: gateway.mcpUrl, token, tool: outlookEmailSearch.name });
  const { error_description: description } = (await response.json()) as { error_description?: string };
  screen.line();
  screen.speak("Ingrid of another company", "“And I? Entra gave me a token for this connector, too.”", [
    "bold",
    "cyan",
  ]);
  screen.line(`  ${screen.paint("dim", `← HTTP ${response.status}, refused by the gateway`)}`);
  showRefusal(screen, String(description));
  expect("another company's token should get 403", response.status === 403);
}
