// Lines that mail programs write above the quoted message.

/** The heading of the quoted message, in the most common languages. */
const originalMessage =
  "original message|originalnachricht|ursprüngliche nachricht|message d'origine|mensaje original|" +
  "mensagem original|messaggio originale|oorspronkelijk bericht|ursprungligt meddelande|元のメッセージ|原始邮件|" +
  "原始郵件";
const fromFields = "from|von|de|da|van|från|fra|lähettäjä|od|от|差出人|发件人|寄件者";
const sentFields =
  "sent|date|gesendet|datum|envoyé|enviado|enviada em|fecha|data|inviato|verzonden|skickat|sendt|" +
  "lähetetty|wysłano|отправлено|送信日時|发送时间|寄件日期";
/** Recipients, subject and importance. */
const otherFields =
  "to|an|à|para|a|aan|till|til|do|кому|宛先|收件人|cc|bcc|copie à|kopie|kopia|kopi|копия|抄送|副本|" +
  "subject|betreff|objet|asunto|assunto|oggetto|onderwerp|ämne|emne|aihe|temat|тема|件名|主题|主旨|" +
  "reply-to|importance|priority|wichtigkeit|importancia|重要度";

const headerLine = (names: string) => new RegExp(`^[\\s*]*(?:${names})\\s?[*\\s]*[:：]`, "i");
const from = headerLine(fromFields);
const sent = headerLine(sentFields);
const field = headerLine(`${fromFields}|${sentFields}|${otherFields}`);
const separator = new RegExp(`^[>\\s]*[-_]{2,}\\s*(?:${originalMessage})\\s*[-_]{2,}\\s*$`, "i");
const wrote =
  /(?:wrote|schrieb|a écrit|escribió|escreveu|ha scritto|schreef|skrev|kirjoitti|написал\(?а?\)?|のメール|写道)\s?[:：]?\s*$/i;
const endsWithAddress = />\s?[:：]$/;
const rule = /^\s*(?:-{3,}|_{3,}|\*{3,})\s*$/;

const maxLineCharacters = 500;
const maxFields = 12;
/** Blank lines and rules between what a mail program writes. */
const maxBlank = 8;

const isShort = (line: string) => line.length <= maxLineCharacters;

/** Whether a line separates a message from the one that it quotes, such as "-----Original Message-----". */
function isSeparator(line: string): boolean {
  return isShort(line) && separator.test(line);
}

/** Whether the header of a quoted message begins at a line: "From: …", soon followed by "Sent: …". */
function isHeader(lines: readonly string[], index: number): boolean {
  const line = lines[index] ?? "";
  if (!isShort(line) || !from.test(line)) return false;
  return lines.slice(index + 1, index + 5).some((next) => isShort(next) && sent.test(next));
}

/** Whether a line says that somebody wrote what follows: "On Monday, Bob wrote:". */
function saysWhoWrote(line: string): boolean {
  return isShort(line) && wrote.test(line);
}

/**
 * The number of lines that a mail program wrote above a quoted message, from this line on, with blank lines and rules
 * around them: who wrote it, when and to whom. 0 where there are none. `lines` are without quotation marks.
 */
export function attributionLength(lines: readonly string[], index: number): number {
  const start = afterBlank(lines, index);
  const next = isSeparator(lines[start] ?? "") ? afterBlank(lines, start + 1) : start;
  if (isHeader(lines, next)) return next + fieldsFrom(lines, next) - index;
  const [line = "", below = ""] = lines.slice(next, next + 2);
  if (saysWhoWrote(line) || isByline(line)) return next + 1 - index;
  // Wrapped before its last word.
  if (/\d/.test(line) && line.includes("@") && below.length <= 30 && saysWhoWrote(below)) return next + 2 - index;
  return next === start ? 0 : next - index;
}

/** "24. Nov. 2026 09:00, Bob <bob@contoso.com>:", in whatever language. */
function isByline(line: string): boolean {
  return isShort(line) && /\d\d/.test(line) && line.includes("@") && endsWithAddress.test(line.trimEnd());
}

function fieldsFrom(lines: readonly string[], index: number): number {
  const below = lines.slice(index, index + maxFields);
  const end = below.findIndex((line) => !field.test(line));
  return end === -1 ? below.length : end;
}

function afterBlank(lines: readonly string[], index: number): number {
  let next = index;
  while (next < index + maxBlank && isBlank(lines[next])) next += 1;
  return next;
}

const isBlank = (line: string | undefined) => line !== undefined && (line.trim() === "" || rule.test(line));

/**
 * The offset at which the quoted history of a mail begins, found by the lines that mail programs write above it.
 * Undefined where there is none, or no text before it. Linear time.
 */
export function findQuotedHistory(text: string): number | undefined {
  const lines = text.split("\n");
  const lastWritten = lines.findLastIndex((line) => line.trim() !== "");
  const lastUnquoted = lines.findLastIndex((line) => line.trim() !== "" && !line.startsWith(">"));
  let at = 0;
  for (const [index, line] of lines.entries()) {
    // All lines below one that says who wrote them have to be quoted.
    const isAboveQuotes = saysWhoWrote(line) && lastWritten > index && lastUnquoted <= index;
    if (isSeparator(line) || isHeader(lines, index) || isAboveQuotes)
      return text.slice(0, at).trim() === "" ? undefined : at;
    at += line.length + 1;
  }
  return undefined;
}
