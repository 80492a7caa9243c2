import type { Words } from "#workers/tools/dates/phrases/language.ts";

/** Holidays with a date of their own. Those that have another one in other countries are `national`. */
export const englishHolidays: Words = {
  "date 1 1": "new year|the new year|new year's|new year's day|new years|new years day",
  "date 2 14": "valentine's day|valentines day",
  "date 3 17": "st patrick's day|st. patrick's day",
  "date 4 1": "april fools' day|april fool's day|april fools day",
  "date 5 1": "may day",
  "date 6 19": "juneteenth",
  "date 10 31": "halloween",
  "date 11 11": "veterans day|veterans' day|armistice day|remembrance day",
  "date 12 24": "christmas eve|xmas eve",
  "date 12 25": "christmas|christmas day|xmas|xmas day",
  "date 12 26": "boxing day",
  "date 12 31": "new year's eve|new years eve|new year's eve day|nye",
  "date 1 6": "epiphany|twelfth night",
  "date 11 1": "all saints' day|all saints day|all saints",
  "easter 0": "easter|easter day|easter sunday",
  "easter 1": "easter monday",
  "easter -46": "ash wednesday",
  "easter -7": "palm sunday",
  "easter -3": "maundy thursday",
  "easter -2": "good friday",
  "easter -2 4": "easter weekend|the easter weekend",
  "easter -7 7": "holy week",
  "holidays 12 24 9":
    "christmas holidays|the christmas holidays|christmas period|the christmas period|christmas break|" +
    "the christmas break",
  "easter 39": "ascension day|ascension",
  "easter 49": "pentecost|whit sunday|whitsunday",
  "easter 50": "whit monday|pentecost monday",
  "floating 11 4 4 1": "black friday",
  "floating 11 4 4 4": "cyber monday",
  "american 11 4 4": "thanksgiving|thanksgiving day",
  "american 9 1 1": "labor day",
  "american 5 7 2": "mother's day|mothers day",
  "american 6 7 3": "father's day|fathers day",
  "american 1 1 3": "mlk day|martin luther king day",
  "american 2 1 3": "presidents' day|presidents day",
  "american 10 1 2": "columbus day|indigenous peoples' day",
  national:
    "labour day|memorial day|independence day|mothering sunday|bank holiday|the bank holiday|national day|" +
    "diwali|lunar new year|" +
    "chinese new year|ramadan|eid|passover|hanukkah|rosh hashanah|yom kippur|orthodox easter|carnival|" +
    "mardi gras|midsummer",
};
