import { ToolError } from "#common/errors.ts";
import { readDateBound } from "#workers/tools/dates/date-range.ts";
import { chatVocabulary, type KqlToken, tokeniseKql } from "#workers/tools/query/check-kql.ts";
import { type KqlTest, phraseTest } from "./match-chat.ts";

interface DateSpan {
  /** Unix milliseconds, inclusive. */
  fromMs: number;
  /** Unix milliseconds, exclusive. */
  toMs: number;
}

interface DateZone {
  nowMs: number;
  zone(): Promise<string>;
}

/**
 * The time span of a KQL date: a day, a moment, a range `a..b`, or words such as `last week`. Rejects with
 * `invalid_input`.
 */
export async function readDateSpan(text: string, zone: DateZone): Promise<DateSpan> {
  const at = text.indexOf("..");
  if (at <= 0 || at + 2 === text.length) return await readOneSpan(text, zone);
  const from = await readOneSpan(text.slice(0, at), zone);
  const to = await readOneSpan(text.slice(at + 2), zone);
  return { fromMs: from.fromMs, toMs: to.toMs };
}

async function readOneSpan(text: string, { nowMs, zone }: DateZone): Promise<DateSpan> {
  const { unixMs, endMs, side } = await readDateBound(text, { parameter: "query: sent", nowMs, zone });
  if (side !== undefined) {
    const [says, operator] = side === "start" ? ["begins", "sent>="] : ["ends", "sent<"];
    const date = new Date(unixMs).toISOString();
    throw new ToolError(
      "invalid_input",
      `query: sent: "${text}" says where a time ${says}. Write ${operator}${date}, or give it as a parameter.`,
    );
  }
  return { fromMs: unixMs, toMs: Math.max(endMs, unixMs + 1_000) };
}

interface Part {
  test: KqlTest;
  /** The property of a single restriction. Adjacent restrictions of the same property mean either (MS-KQL 2.2.4). */
  property?: string;
}

const yes: ReadonlySet<string> = new Set(["true", "yes", "1"]);
const no: ReadonlySet<string> = new Set(["false", "no", "0"]);

/** Each is looked for in every message: with more of them, long messages would keep the worker busy for seconds. */
const maxTerms = 40;

/**
 * Compiles checked KQL to a test of single messages, for chats that are read one by one. Rejects with `invalid_input`
 * for operators that only Microsoft's index supports, and for more than 40 words, phrases and restrictions.
 */
export async function kqlTest(kql: string, zone: DateZone): Promise<KqlTest> {
  const tokens = tokeniseKql(kql, chatVocabulary);
  const terms = tokens.filter(({ kind }) => kind === "word" || kind === "phrase" || kind === "restriction").length;
  if (terms > maxTerms) throw refused(tooManyTerms(terms));
  const spans = new Map<KqlToken, DateSpan>();
  for (const token of tokens) {
    if (token.kind === "restriction" && token.property === "sent") {
      spans.set(token, await readDateSpan(restrictionIn(token).value, zone));
    }
  }
  return readAlternatives({ tokens: [...tokens], spans }, undefined).test;
}

interface Reader {
  /** Those that are still to be read. */
  tokens: KqlToken[];
  spans: ReadonlyMap<KqlToken, DateSpan>;
}

function readAlternatives(reader: Reader, property: string | undefined): Part {
  const any = [readAll(reader, property)];
  while (takeOperator(reader, "OR")) any.push(readAll(reader, property));
  const [only, ...others] = any;
  return only && others.length === 0 ? only : { test: (message) => any.some(({ test }) => test(message)) };
}

function readAll(reader: Reader, property: string | undefined): Part {
  const all: Part[] = [];
  for (;;) {
    const [token] = reader.tokens;
    if (token === undefined || token.kind === "close" || (token.kind === "operator" && token.text === "OR")) break;
    const isWritten = takeOperator(reader, "AND");
    if (!isWritten && token.kind === "operator") throw needsIndex(token.text);
    const part = readOne(reader, property);
    const last = all.at(-1);
    if (!isWritten && last?.property !== undefined && last.property === part.property) {
      all[all.length - 1] = { ...last, test: (message) => last.test(message) || part.test(message) };
    } else {
      all.push(part);
    }
  }
  const [only, ...others] = all;
  return only && others.length === 0 ? only : { test: (message) => all.every(({ test }) => test(message)) };
}

/** Whether the next token is this operator, which is taken then. */
function takeOperator({ tokens }: Reader, text: string): boolean {
  const isNext = tokens[0]?.kind === "operator" && tokens[0].text === text;
  if (isNext) tokens.shift();
  return isNext;
}

function readOne(reader: Reader, property: string | undefined): Part {
  const token = reader.tokens.shift();
  if (token === undefined) return { test: () => true };
  if (token.kind === "not") return not(readOne(reader, property));
  if (token.kind === "open") {
    const { test } = readAlternatives(reader, property);
    reader.tokens.shift();
    return { test };
  }
  if (token.kind === "restriction") {
    const { sign, value } = restrictionIn(token);
    const isGroup = value === "" && reader.tokens[0]?.kind === "open";
    const test = isGroup ? readOne(reader, token.property).test : restrictionTest(token, reader);
    return sign === "-" ? not({ test }) : { test, property: token.property };
  }
  const words = unquoted(token.text.replace(/^[+-]/, ""));
  const test = property === undefined ? textTest(words) : propertyTest(property, { operator: ":", value: words });
  return token.text.startsWith("-") ? not({ test }) : { test };
}

const not = ({ test }: Part): Part => ({ test: (message) => !test(message) });
function textTest(words: string): KqlTest {
  const isIn = phraseTest(words);
  return ({ text }) => isIn(text());
}

function restrictionIn({ text }: KqlToken): { sign: string; operator: string; value: string } {
  const [, sign = "", operator = ":", value = ""] = /^([+-]?)[^:=<>]+(:|=|<>|>=|<=|>|<)(.*)$/s.exec(text) ?? [];
  return { sign, operator, value: unquoted(value) };
}

const unquoted = (text: string) => text.replace(/\*$/, "").replace(/^"|"$/g, "");

function restrictionTest(token: KqlToken & { kind: "restriction" }, { spans }: Reader): KqlTest {
  const span = spans.get(token);
  const { operator, value } = restrictionIn(token);
  return span === undefined ? propertyTest(token.property, { operator, value }) : spanTest(span, operator);
}

function spanTest({ fromMs, toMs }: DateSpan, operator: string): KqlTest {
  const isWithin = (unixMs: number) => unixMs >= fromMs && unixMs < toMs;
  const tests: Readonly<Record<string, (unixMs: number) => boolean>> = {
    "<>": (unixMs) => !isWithin(unixMs),
    ">": (unixMs) => unixMs >= toMs,
    ">=": (unixMs) => unixMs >= fromMs,
    "<": (unixMs) => unixMs < fromMs,
    "<=": (unixMs) => unixMs < toMs,
  };
  const test = tests[operator] ?? isWithin;
  return ({ writtenMs }) => writtenMs !== undefined && test(writtenMs);
}

function propertyTest(property: string, { operator, value }: { operator: string; value: string }): KqlTest {
  if (operator !== ":" && operator !== "=" && operator !== "<>")
    throw refused(`${property} can't be compared with < or >`);
  const test = equalTest(property, value);
  return operator === "<>" ? (message) => !test(message) : test;
}

function equalTest(property: string, value: string): KqlTest {
  const isIn = phraseTest(value);
  if (property === "from") return ({ sender }) => isIn(sender());
  if (property === "to") return ({ recipients }) => recipients !== undefined && isIn(recipients());
  if (property === "mentions") return ({ mentions }) => mentions.includes(value.replaceAll("-", "").toLowerCase());
  if (property !== "hasattachment") throw needsIndex(property);
  const flag = value.toLowerCase();
  if (!yes.has(flag) && !no.has(flag)) throw refused(`hasattachment is true or false, not "${value}"`);
  return ({ hasAttachment }) => hasAttachment === yes.has(flag);
}

function refused(what: string): ToolError {
  return new ToolError("invalid_input", `query: ${what}.`);
}

function needsIndex(what: string): ToolError {
  return refused(
    `${what} needs Microsoft Search, which can't be used now (ChannelMessage.Read.All is not granted, or search is ` +
      "refused), so chats are read one by one. Leave it out",
  );
}

const tooManyTerms = (terms: number) =>
  `has ${terms} words and phrases, of which at most ${maxTerms} can be looked for where chats are read one by one. ` +
  "Leave some out";
