import { startAskedDemo } from "#test/support/asked-demo.ts";
import { describeMachine } from "../machine.ts";
import { peer } from "../peer/install-peer.ts";
import { type Claim, reportResult } from "../result-file.ts";
import { type AnswerTokens, measureAnswers, measureChat } from "../tokens/measure-answers.ts";
import { measureList } from "../tokens/measure-list.ts";
import { type PeerTokens, peerTokens } from "../tokens/peer-answer.ts";
import {
  type HitTool,
  hitBars,
  hitTools,
  listBars,
  mostOfAnswer,
  mostOfChat,
  mostOfCursor,
} from "../tokens/token-bars.ts";

const person = "hana.mori";
const unit = "tokens";

interface Measured {
  tool: HitTool;
  short: AnswerTokens;
  full: AnswerTokens;
}

/** What a model reads, counted with o200k: hits field by field, cursors, answers and tools/list, beside the peer's. */
export async function measureTokens(): Promise<void> {
  const machine = describeMachine();
  const demo = await startAskedDemo();
  try {
    const ask = await demo.as(person);
    const measured: Measured[] = [];
    for (const tool of hitTools) {
      const one = { tool, short: await measureAnswers(ask, tool), full: await measureAnswers(ask, tool, "full") };
      measured.push(one);
      print(one);
    }
    const list = measureList();
    console.log(`tools/list: ${JSON.stringify(list)}`);
    const chat = await measureChat(ask);
    console.log(`a chat of ${chat.messages} messages: ${JSON.stringify(chat)}`);
    const theirs = await peerTokens(demo.fake, person);
    console.log(`${peer.name} ${peer.version}, a message: ${JSON.stringify(theirs)}`);
    const claims = [...measured.flatMap(claimsOf), ...chatClaims(chat), ...listClaims(list), ...peerClaims(theirs)];
    reportResult("tokens", { command: "npm run bench -- tokens", machine, claims, list, results: measured, theirs });
  } finally {
    await demo.close();
  }
}

function print({ tool, short, full }: Measured): void {
  console.log(`${tool}: ${short.hits.mean} tokens a hit, ${short.hits.most} at most; in full ${full.hits.mean}`);
  console.log(`  by field ${JSON.stringify(short.fields)}`);
  console.log(`  in full  ${JSON.stringify(full.fields)}`);
}

function claimsOf({ tool, short, full }: Measured): Claim[] {
  return [
    { says: `tokens of the longest hit of ${tool}`, measured: short.hits.most, unit, most: hitBars[tool].most },
    { says: `tokens of a hit of ${tool}, on average`, measured: short.hits.mean, unit },
    { says: "the same with detail: full", measured: full.hits.mean, unit },
    ...(short.cursor > 0
      ? [{ says: `tokens of the first cursor of ${tool}`, measured: short.cursor, unit, most: mostOfCursor }]
      : []),
    { says: `tokens of the longest answer of ${tool}`, measured: short.answer, unit, most: mostOfAnswer },
  ];
}

function chatClaims({ messages, all, texts }: Awaited<ReturnType<typeof measureChat>>): Claim[] {
  return [
    { says: `tokens of a chat of ${messages} messages that is read`, measured: all, unit, most: mostOfChat },
    { says: "tokens of their texts alone", measured: texts, unit },
  ];
}

function listClaims({ all, guide }: ReturnType<typeof measureList>): Claim[] {
  return [
    { says: "tokens of tools/list with all tools", measured: all, unit, most: listBars.all },
    { says: "tokens of tools/list with the seven tools of the guide", measured: guide, unit, most: listBars.guide },
  ];
}

function peerClaims({ raw, selected }: PeerTokens): Claim[] {
  const says = `tokens of a message in the answer of ${peer.name} ${peer.version} to "my ten newest messages"`;
  return [
    { says, measured: raw, unit },
    { says: "the same where the model selects the fields of our hit", measured: selected, unit },
  ];
}
