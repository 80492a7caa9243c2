import { describe, expect, it } from "vitest";
import { ownCpuMs } from "#test/support/own-cpu.ts";
import { decodeText } from "#workers/documents/charset/decode-text.ts";
import { extractDocument } from "#workers/documents/extract-document.ts";

/** The bytes of a text in a charset of one or two bytes to a character, found by decoding all there are. */
function encode(text: string, charset: string): Uint8Array {
  const decoder = new TextDecoder(charset);
  const known = new Map<string, number[]>();
  const learn = (bytes: number[]) => {
    const character = decoder.decode(Uint8Array.from(bytes));
    if (character.length === 1 && !known.has(character)) known.set(character, bytes);
  };
  for (let first = 0; first < 256; first += 1) learn([first]);
  for (let first = 0x81; first < 255; first += 1) for (let last = 0x40; last < 255; last += 1) learn([first, last]);
  const bytes = Array.from(text, (character) => known.get(character) ?? []);
  expect(bytes.every(({ length }) => length > 0)).toBe(true);
  return Uint8Array.from(bytes.flat());
}

const read = (bytes: Uint8Array) => decodeText(bytes, undefined);

const tables: readonly [charset: string, language: string, table: string][] = [
  ["windows-1251", "Russian", "Имя;Город;Сумма\r\nИван Петров;Москва;1 200,50\r\n"],
  ["windows-1251", "Russian in capitals", "НАИМЕНОВАНИЕ;КОЛ-ВО;ЦЕНА\nБОЛТ М8;100;5\n"],
  ["windows-1251", "Ukrainian", "Місто;Посада\nКиїв;Менеджер\nЛьвів;Бухгалтер\n"],
  ["windows-1250", "Polish", "Imię;Miasto\nŁukasz Wójcik;Kraków\nMałgorzata Świątek;Łódź\n"],
  ["windows-1250", "Czech", "Jméno;Příjmení;Město\nJiří;Novák;Plzeň\nLenka;Dvořáková;České Budějovice\n"],
  ["windows-1250", "Hungarian", "Név;Város\nSzabó Gergő;Győr\nFűtő Béla;Pécs\n"],
  ["windows-1253", "Greek", "Όνομα;Πόλη\nΓιώργος Παπαδόπουλος;Αθήνα\n"],
  ["windows-1254", "Turkish", "Ad;Şehir\nAyşe Yılmaz;İstanbul\nMehmet Çağlar;Eskişehir\n"],
  ["windows-1255", "Hebrew", "שם,עיר\nדוד כהן,תל אביב\n"],
  ["windows-1256", "Arabic", "الاسم,المدينة\nمحمد علي,القاهرة\n"],
  ["windows-1257", "Latvian", "Vārds;Pilsēta\nJānis Bērziņš;Rīga\nLāsma Kalniņa;Liepāja\n"],
  ["windows-874", "Thai", "ชื่อ,จังหวัด\nสมชาย ใจดี,กรุงเทพ\n"],
  ["windows-1252", "German", "Name;Straße\nJörg Müller;Königsallee 5 €\n"],
  ["windows-1252", "German in capitals", "GRÖSSE;STÜCK;LÄNGE\n"],
  ["windows-1252", "French", "Prénom;Ville\nHélène Lefèvre;Besançon\nFrançois Côté;Nîmes\n"],
  ["windows-1252", "French with one accent", "Lumière,Père,Mère,Frère\n"],
  ["windows-1252", "Dutch with one accent", "België,Italië,Zoë,Daniël\n"],
  ["windows-1252", "Icelandic", "Nafn;Staður\nÞórður Jónsson;Reykjavík\n"],
  ["windows-1252", "English", "It’s “fine” — don’t worry… we’ll do £5 or 20°C\n"],
  ["gb18030", "Chinese of four characters", "姓名,城市"],
  ["gb18030", "Chinese among ASCII", "id,name,status\n1,foo,完成\n2,bar,进行中\n"],
  ["big5", "Chinese of Taiwan", "姓名,城市\r\n陳怡君,台北\r\n"],
  ["euc-kr", "Korean", "이름,도시\r\n김민수,서울\r\n"],
  ["shift_jis", "Japanese without kana", "日付,会社名,担当者,電話番号\n"],
  ["shift_jis", "Japanese of half width", "ﾔﾏﾀﾞ ﾀﾛｳ,ﾄｳｷｮｳ\nｻﾄｳ ﾊﾅｺ,ｵｵｻｶ\n"],
  ["euc-jp", "Japanese in EUC", "氏名,住所\r\n山田太郎,東京都港区\r\n"],
];

describe("a table that does not say its encoding", () => {
  it.each(tables)("is read as %s where it is %s", (charset, _language, table) => {
    expect(read(encode(table, charset))).toBe(table);
  });

  it("is judged by what is not ASCII, however late that comes", () => {
    const late = `${"1;2;3\n".repeat(100_000)}Москва;Казань`;
    expect(read(encode(late, "windows-1251"))).toBe(late);
  });

  it("keeps its encoding where a byte of it is broken after so much that was right", () => {
    const chinese = Uint8Array.from([...encode("姓名,城市\n".repeat(5_000), "gb18030"), 0xff, 0x0a]);
    expect(read(chinese)).toBe(`${"姓名,城市\n".repeat(5_000)}\ufffd\n`);
  });

  it("is still UTF-8 where next to all of it is", () => {
    const bytes = Buffer.concat([Buffer.from("Müller;Größe;Straße;Köln;Übung\n"), Buffer.of(0xfc)]);
    expect(read(Buffer.concat([bytes, Buffer.from("\n")]))).toBe("Müller;Größe;Straße;Köln;Übung\n\ufffd\n");
  });

  it("is guessed in time that does not grow with it", async () => {
    const noise = Uint8Array.from({ length: 4_000_000 }, (_, at) => 0x80 + ((at * 2_654_435_761) >>> 25));
    expect(await ownCpuMs(() => expect(read(noise).length).toBeGreaterThan(0))).toBeLessThan(1_000);
  });

  it("says how it was read when that is a guess, and only then", async () => {
    const table = "Имя;Город\nИван;Москва\n";
    const extract = async (bytes: Uint8Array, mediaType: string) => await extractDocument({ bytes, mediaType });
    expect(await extract(encode(table, "windows-1251"), "text/csv")).toMatchObject({
      text: { gaps: [{ kind: "guessedCharset", charset: "windows-1251" }] },
    });
    for (const [bytes, type] of [
      [encode(table, "windows-1251"), "text/csv; charset=windows-1251"],
      [new TextEncoder().encode(table), "text/csv"],
      [new TextEncoder().encode("a;b"), "text/csv"],
    ] as const)
      expect(await extract(bytes, type)).not.toHaveProperty("text.gaps");
  });
});
