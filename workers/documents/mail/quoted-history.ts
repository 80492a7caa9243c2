/** Lines that mail programs write above the message that is answered, in the languages of most users. */
const separator =
  /^[>\s]*[-_]{2,}\s*(?:original message|originalnachricht|ursprüngliche nachricht|message d'origine|mensaje original|mensagem original|messaggio originale|oorspronkelijk bericht|ursprungligt meddelande|元のメッセージ|原始邮件|原始郵件)\s*[-_]{2,}\s*$/i;
const from = /^[\s*]*(?:from|von|de|da|van|från|fra|lähettäjä|od|от|差出人|发件人|寄件者)\s?[*\s]*[:：]/i;
const sent =
  /^[\s*]*(?:sent|date|gesendet|datum|envoyé|enviado|enviada em|fecha|data|inviato|verzonden|skickat|sendt|lähetetty|wysłano|отправлено|送信日時|发送时间|寄件日期)\s?[*\s]*[:：]/i;
const wrote =
  /(?:wrote|schrieb|a écrit|escribió|escreveu|ha scritto|schreef|skrev|kirjoitti|написал\(?а?\)?|のメール|写道)\s?[:：]?\s*$/i;
const maxLineCharacters = 500;

/** Indexes of the last line with any text, and of the last one that is not quoted; -1 where there is none. */
interface LastLines {
  written: number;
  unquoted: number;
}

/**
 * Where in a mail's text the messages begin that it answers, told from the lines that mail programs write above them;
 * undefined where there are none, or nothing stands before them. Takes time in line with the text.
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
  // Below it, there are quoted lines and no others.
  return wrote.test(line) && last.written > index && last.unquoted <= index;
}
