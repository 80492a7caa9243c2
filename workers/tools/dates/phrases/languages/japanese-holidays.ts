import type { Words } from "#workers/tools/dates/phrases/language.ts";

/** Holidays and other days with a date of their own. */
export const japaneseHolidays: Words = {
  "date 1 1": "元日|元旦",
  "date 2 11": "建国記念の日|建国記念日",
  "date 2 14": "バレンタインデー|バレンタイン",
  "date 2 23": "天皇誕生日",
  "date 4 29": "昭和の日",
  "date 5 3": "憲法記念日",
  "date 5 4": "みどりの日",
  "date 5 5": "こどもの日|子供の日",
  "date 8 11": "山の日",
  "date 10 31": "ハロウィン|ハロウィーン",
  "date 11 3": "文化の日",
  "date 11 23": "勤労感謝の日",
  "date 12 24": "クリスマスイブ|クリスマス・イブ|イブ",
  "date 12 25": "クリスマス",
  "date 12 31": "大晦日|大みそか|おおみそか",
  "date 3 3": "ひな祭り|雛祭り|桃の節句",
  "date 3 14": "ホワイトデー",
  "date 7 7": "七夕",
  "date 11 15": "七五三",
  "easter 0": "イースター|復活祭",
  "floating 1 1 2 0": "成人の日",
  "floating 9 1 3 0": "敬老の日",
  "floating 11 4 4 1": "ブラックフライデー",
  "floating 11 4 4 4": "サイバーマンデー",
  // Their dates are announced for each year, or were moved in some.
  "vague & filler": "春分の日|秋分の日|体育の日|海の日|スポーツの日|節分",
};
