export type PeriodUnit = "day" | "week" | "month" | "quarter" | "year";

/** A calendar period relative to the current one: -1 is the previous one. */
export interface Period {
  unit: PeriodUnit;
  shift: number;
}

const shifts = { last: -1, previous: -1, this: 0, next: 1 };

/** Period names that chrono does not know, or interprets as "this day a week ago". Lower case. */
const words: Readonly<Record<PeriodUnit, readonly (readonly [string, number])[]>> = {
  day: [
    ["一昨日", -2],
    ["おととい", -2],
    ["i går", -1],
    ["igår", -1],
    ["i förrgår", -2],
    ["vorgestern", -2],
    ["avant-hier", -2],
    ["anteayer", -2],
  ],
  week: [
    ...periods("week", ["last", "previous", "this", "next"]),
    ["letzte woche", -1],
    ["vorige woche", -1],
    ["vergangene woche", -1],
    ["diese woche", 0],
    ["nächste woche", 1],
    ["la semaine dernière", -1],
    ["semaine dernière", -1],
    ["cette semaine", 0],
    ["la semaine prochaine", 1],
    ["la semana pasada", -1],
    ["semana pasada", -1],
    ["esta semana", 0],
    ["la próxima semana", 1],
    ["semana passada", -1],
    ["a semana passada", -1],
    ["próxima semana", 1],
    ["la settimana scorsa", -1],
    ["settimana scorsa", -1],
    ["questa settimana", 0],
    ["vorige week", -1],
    ["afgelopen week", -1],
    ["deze week", 0],
    ["förra veckan", -1],
    ["den här veckan", 0],
    ["на прошлой неделе", -1],
    ["先週", -1],
    ["今週", 0],
    ["来週", 1],
    ["上周", -1],
    ["上週", -1],
    ["本周", 0],
    ["这周", 0],
    ["下周", 1],
  ],
  month: [
    ...periods("month", ["last", "previous", "this", "next"]),
    ["letzten monat", -1],
    ["letzter monat", -1],
    ["voriger monat", -1],
    ["diesen monat", 0],
    ["dieser monat", 0],
    ["le mois dernier", -1],
    ["mois dernier", -1],
    ["ce mois-ci", 0],
    ["el mes pasado", -1],
    ["mes pasado", -1],
    ["este mes", 0],
    ["mês passado", -1],
    ["este mês", 0],
    ["il mese scorso", -1],
    ["mese scorso", -1],
    ["vorige maand", -1],
    ["deze maand", 0],
    ["förra månaden", -1],
    ["先月", -1],
    ["今月", 0],
    ["来月", 1],
    ["上个月", -1],
    ["上個月", -1],
    ["这个月", 0],
  ],
  quarter: [
    ...periods("quarter", ["last", "previous", "this", "next"]),
    ["letztes quartal", -1],
    ["dieses quartal", 0],
    ["le trimestre dernier", -1],
    ["el trimestre pasado", -1],
  ],
  year: [
    ...periods("year", ["last", "previous", "this", "next"]),
    ["letztes jahr", -1],
    ["voriges jahr", -1],
    ["dieses jahr", 0],
    ["l'année dernière", -1],
    ["l'an dernier", -1],
    ["cette année", 0],
    ["el año pasado", -1],
    ["año pasado", -1],
    ["este año", 0],
    ["ano passado", -1],
    ["este ano", 0],
    ["l'anno scorso", -1],
    ["vorig jaar", -1],
    ["dit jaar", 0],
    ["förra året", -1],
    ["昨年", -1],
    ["去年", -1],
    ["今年", 0],
    ["来年", 1],
  ],
};

function periods(unit: string, positions: readonly (keyof typeof shifts)[]): [string, number][] {
  return positions.map((position) => [`${position} ${unit}`, shifts[position]]);
}

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
