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

const headerLine = (names: string) => new RegExp(`^[\\s*]*(?:${names})\\s?[*\\s]*[:：]`, "i");
const from = headerLine(fromFields);
const sent = headerLine(sentFields);
const separator = new RegExp(`^[>\\s]*[-_]{2,}\\s*(?:${originalMessage})\\s*[-_]{2,}\\s*$`, "i");
const wrote =
  /(?:wrote|schrieb|a écrit|escribió|escreveu|ha scritto|schreef|skrev|kirjoitti|написал\(?а?\)?|のメール|写道)\s?[:：]?\s*$/i;
const maxLineCharacters = 500;

/** Indexes of the last line with text, and of the last such line that is not quoted. -1 where there is none. */
interface LastLines {
  written: number;
  unquoted: number;
}

/**
 * The offset at which the quoted history of a mail begins, found by the lines that mail programs write above it.
 * Undefined where there is none, or no text before it. Linear time.
 */
export function findQuotedHistory(text: string): number | undefined {
  const lines = text.split("\n");
  const last = {
    written: lines.findLastIndex((line) => line.trim() !== ""),
    unquoted: lines.findLastIndex((line) => line.trim() !== "" && !line.startsWith(">")),
  };
  let at = 0;
  for (const [index, line] of lines.entries()) {
    if (line.length <= maxLineCharacters && beginsHistory(lines, index, last)) {
      return text.slice(0, at).trim() === "" ? undefined : at;
    }
    at += line.length + 1;
  }
  return undefined;
}

function beginsHistory(lines: readonly string[], index: number, last: LastLines): boolean {
  const line = lines[index] ?? "";
  if (separator.test(line)) return true;
  if (from.test(line))
    return lines.slice(index + 1, index + 5).some((next) => next.length <= maxLineCharacters && sent.test(next));
  // All lines below it have to be quoted.
  return wrote.test(line) && last.written > index && last.unquoted <= index;
}
