export type PeriodUnit = "day" | "week" | "month" | "quarter" | "year";

/** A calendar period relative to the current one: -1 is the previous one. */
export interface Period {
  unit: PeriodUnit;
  shift: number;
}

/** Period names that chrono does not know, or interprets as "this day a week ago". Lower case. */
const words: Readonly<Record<PeriodUnit, readonly (readonly [string, number])[]>> = {
  day: [
    ["i går", -1],
    ["igår", -1],
    ["i förrgår", -2],
  ],
  week: [
    ["förra veckan", -1],
    ["den här veckan", 0],
    ["на прошлой неделе", -1],
  ],
  month: [["förra månaden", -1]],
  quarter: [],
  year: [["förra året", -1]],
};

const byWord = new Map<string, Period>(
  Object.entries(words).flatMap(([unit, list]) =>
    list.map(([word, shift]): [string, Period] => [word, { unit: unit as PeriodUnit, shift }]),
  ),
);

/** "N units ago" in languages for which chrono lacks it. */
const agos: readonly { pattern: RegExp; units: Readonly<Record<string, PeriodUnit>> }[] = [
  {
    pattern: /^hace (\d{1,4}) (días?|semanas?|meses|mes|años?)$/,
    units: { d: "day", s: "week", m: "month", a: "year" },
  },
  { pattern: /^há (\d{1,4}) (dias?|semanas?|meses|mês|anos?)$/, units: { d: "day", s: "week", m: "month", a: "year" } },
  {
    pattern: /^(\d{1,4})\s?(日|週間|か月|ヶ月|カ月|年)前$/,
    units: { 日: "day", 週: "week", か: "month", ヶ: "month", カ: "month", 年: "year" },
  },
  {
    pattern: /^(\d{1,4})\s?(天|周|週|个月|個月|年)前$/,
    units: { 天: "day", 周: "week", 週: "week", 个: "month", 個: "month", 年: "year" },
  },
  {
    pattern: /^för (\d{1,4}) (dagar|dag|veckor|vecka|månader|månad|år) sedan$/,
    units: { d: "day", v: "week", m: "month", å: "year" },
  },
];

/** The period with this name, such as "last week" or "先月". Undefined for any other text. */
export function periodByWord(text: string): Period | undefined {
  return byWord.get(text.toLowerCase());
}

/** The number of units ago, such as "hace 2 días" or "3日前". Undefined for any other text. */
export function countedAgo(text: string): { unit: PeriodUnit; count: number } | undefined {
  for (const { pattern, units } of agos) {
    const [, count, word] = pattern.exec(text.toLowerCase()) ?? [];
    const unit = word === undefined ? undefined : units[word.charAt(0)];
    if (unit !== undefined) return { unit, count: Number(count) };
  }
  return undefined;
}
