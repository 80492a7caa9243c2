import type { Words } from "#workers/tools/dates/phrases/language.ts";

/** Holidays and other days with a date of their own. */
export const germanHolidays: Words = {
  "easter 0": "ostern|ostersonntag",
  "easter 1": "ostermontag",
  "easter -2": "karfreitag",
  "easter -3": "gründonnerstag",
  "easter -46": "aschermittwoch",
  "easter -48": "rosenmontag",
  "easter 39": "himmelfahrt|christi himmelfahrt",
  "easter 49": "pfingsten|pfingstsonntag",
  "easter 50": "pfingstmontag",
  "easter 60": "fronleichnam",
  "floating 11 4 4 1": "black friday",
  "date 1 1": "neujahr|neujahrstag",
  "date 5 1": "tag der arbeit|maifeiertag",
  "date 10 3": "tag der deutschen einheit",
  "date 10 31": "halloween|reformationstag",
  "date 11 1": "allerheiligen",
  "date 12 6": "nikolaus|nikolaustag",
  "date 12 24": "heiligabend|heiliger abend|heiligen abend|weihnachtsabend",
  "date 12 25":
    "erster weihnachtstag|ersten weihnachtstag|1. weihnachtstag|erster weihnachtsfeiertag|1. weihnachtsfeiertag",
  "date 12 26":
    "zweiter weihnachtstag|zweiten weihnachtstag|2. weihnachtstag|zweiter weihnachtsfeiertag|" +
    "2. weihnachtsfeiertag|stephanstag",
  "holidays 12 24 3": "weihnachten|weihnachtstage|weihnachtstagen|weihnachtsfeiertage|weihnachtsfeiertagen",
  "holidays 12 27 5": "zwischen den jahren",
  "easter -2 4": "osterfeiertage|osterfeiertagen|osterwochenende",
  "easter -52 6": "karneval|fasching|fastnacht",
  "date 12 31": "silvester|silvesterabend",
  national: "muttertag|vatertag|nationalfeiertag|erntedank|thanksgiving|bundesfeier",
};
