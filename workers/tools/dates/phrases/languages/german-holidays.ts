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
  // The Sunday from November 27 to December 3 follows the first Tuesday of November.
  "floating 11 2 1 26": "erster advent|ersten advent|1. advent|erster adventssonntag|ersten adventssonntag",
  "floating 11 2 1 33": "zweiter advent|zweiten advent|2. advent",
  "floating 11 2 1 40": "dritter advent|dritten advent|3. advent",
  "floating 11 2 1 47": "vierter advent|vierten advent|4. advent",
  "floating 11 2 1 26 28": "advent|adventszeit",
  "floating 5 7 2 0": "muttertag",
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
  "holidays 12 24 9": "feiertage|feiertagen|die feiertage|den feiertagen",
  national: "vatertag|nationalfeiertag|erntedank|thanksgiving|bundesfeier",
};
