import { language, latin, type Words } from "#workers/tools/dates/phrases/language.ts";
import { englishHolidays } from "./english-holidays.ts";
import { englishOrdinals } from "./english-ordinals.ts";

const days = ["mondays", "tuesdays", "wednesdays", "thursdays", "fridays", "saturdays", "sundays"];
const severalDays: Words = Object.fromEntries(days.map((day, index) => [`weekday ${index + 1} & plural`, day]));

export const english = language({
  letters: latin,
  order: "unclear",
  whichWeekday: "next-of-week",
  ordinalSuffixes: ["st", "nd", "rd", "th"],
  weekdays: [
    "monday mon mon.",
    "tuesday tue tues tue. tues.",
    "wednesday wed weds wed.",
    "thursday thu thur thurs thu. thurs.",
    "friday fri fri.",
    "saturday sat sat.",
    "sunday sun sun.",
  ],
  months: [
    "january jan",
    "february feb",
    "march mar",
    "april apr",
    "may",
    "june jun",
    "july jul",
    "august aug",
    "september sep sept",
    "october oct",
    "november nov",
    "december dec",
  ],
  numbers: (
    "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|" +
    "eighteen|nineteen|twenty"
  ).split("|"),
  ordinals: englishOrdinals,
  words: {
    ...englishHolidays,
    ...severalDays,
    filler:
      "completed|complete|full|the|of|on|during|throughout|for|that|everything|" +
      "anything|just|only|dated|at least|these|those|" +
      "at some point|at some point in|at some time|at some time in|in the course of|over the course of|" +
      "all day|anytime|any time|'s|is|all|all of|" +
      "whole|entire|exactly|about|around|approximately|roughly|sometime|some time|ca|back in",
    "number 1": "a|an",
    "number 2": "a couple of|couple of|a couple|couple|a pair of",
    "number 30": "thirty",
    "number 45": "forty five|forty-five",
    "number 60": "sixty",
    "number 90": "ninety",
    "day 0": "today|todays|today's",
    "day -1": "yesterday|yesterday's|yest",
    "day 1": "tomorrow|tmrw|tomorrow's",
    "day -2": "day before yesterday|the day before yesterday|2 days before today",
    "day 2": "day after tomorrow|the day after tomorrow|overmorrow",
    "day 0 & part 18": "tonight",
    "day 0 & part 6": "first thing this morning",
    "which -1": "last|previous|prior|preceding|just gone|gone",
    "which 0": "this|current|the current",
    "which 1": "next|following",
    "near -1": "trailing|rolling|past|this past|the past|most recent|just past",
    "near 1": "coming|upcoming|this coming|the coming",
    // "In the last month" lasts until now.
    "which -1 & direction within":
      "in the last|over the last|during the last|throughout the last|for the last|over these last|in these last",
    "which -2": "last but one",
    "before-last": "before last|before the last",
    over: "over|over the",
    or: "or",
    "same time": "this time|the same time|same time|this same time|this very time",
    "same day": "this day|the same day|same day|this very day|this date|the same date|same date",
    "same week": "same week|the same week",
    "same month": "same month|the same month",
    "same quarter": "same quarter|the same quarter",
    "period week -1": "the week before|last wk",
    "period week -2": "week before last|the week before last",
    "period month -2": "month before last|the month before last",
    "period quarter -2": "quarter before last|the quarter before last",
    "period year -2": "year before last|the year before last",
    "period week 2": "week after next|the week after next",
    "period month 2": "month after next|the month after next",
    "period year 2": "year after next|the year after next",
    "period week 0 & edge so-far":
      "the current week to date|this week to date|current week to date|wtd|week-to-date|week to date",
    "period month 0 & edge so-far":
      "the current month to date|this month to date|current month to date|mtd|month-to-date|month to date",
    "period quarter 0 & edge so-far":
      "the current quarter to date|this quarter to date|current quarter to date|qtd|quarter-to-date|quarter to date",
    "period year 0 & edge so-far":
      "the current year to date|this year to date|current year to date|ytd|year-to-date|year to date",
    "unit day": "day|calendar day|d",
    "unit day & plural": "days|calendar days",
    "unit week": "week's time|week|wk|w|calendar week",
    "unit week & weekdays": "work week|workweek|working week|work-week|business week",
    "unit week & filler": "week commencing|week beginning|week starting|w/c",
    "unit week & plural": "weeks' time|weeks time|weeks|wks",
    "unit month": "mo|month|mth|month of|calendar month",
    "unit month & plural": "mos|months|mths",
    "unit quarter": "quarter|qtr|calendar quarter",
    "unit quarter & plural": "quarters|qtrs",
    "unit half": "half",
    "unit year": "y|year|yr|calendar year",
    "unit year & plural": "years|yrs",
    "unit workday": "business day|working day|workday|work day",
    "unit workday & plural": "business days|working days|workdays|work days",
    "unit hour": "hour|hr|h",
    "unit hour & plural": "hours|hrs",
    "unit minute": "minute|min",
    "unit minute & plural": "minutes|mins",
    "unit fiscal": "fiscal year|financial year|fy",
    fiscal: "fiscal|financial",
    "count 2 week": "a fortnight|fortnight|one fortnight",
    "count 6 month": "half a year|a half year|a half-year|half year|half-year|six-month period",
    "count 30 minute": "half an hour|a half hour|half hour|a half-hour",
    "count 12 hour": "half a day",
    and: "and",
    between: "between|in between",
    "week-number": "cw|week number|week no|week no.|wk no",
    weekend: "weekend|week-end|weekends",
    weekdays: "weekdays|week days",
    lunch: "lunch|lunchtime|lunch time|lunch break|at lunchtime|at lunch",
    midnight: "midnight|at midnight",
    "part 6": "morning|in the morning|first thing in the morning",
    "part 12": "afternoon|in the afternoon",
    "part 18": "evening|night|in the evening|at night",
    "hour 12": "noon|midday",
    "day -1 & part 18 12": "overnight",
    at: "at|@",
    "edge first": "first of|first day of|the first day of|first day",
    "edge start": "start|beginning|begin",
    "edge early": "first thing|first third of|first third|early|early in|early on|early on in",
    "edge middle": "mid|middle|mid-|midway through|halfway through",
    "edge late":
      "last third of|last third|late|late in|toward the end of|towards the end of|toward the end|" +
      "towards the end|late on",
    "edge so-far": "earlier|earlier in|earlier on|so far",
    "unit week & edge middle": "midweek|mid-week",
    "day 0 & edge rest": "later today",
    "period week 0 & edge rest": "later this week",
    "period month 0 & edge rest": "later this month",
    "period quarter 0 & edge rest": "later this quarter",
    "period year 0 & edge rest": "later this year",
    "unit week & edge rest": "later in the week",
    "unit month & edge rest": "later in the month",
    "unit year & edge rest": "later in the year",
    "edge rest": "rest|rest of|the rest of|remainder|remainder of|remaining",
    "edge end": "end|last day of|the last day of|last day",
    "edge end & unit day":
      "cob|close of business|end of business|eob|close of play|end of play|eod|end of day|end of the day|" +
      "end of business day",
    "edge end & unit week": "eow",
    "edge end & unit month": "month-end|month end|eom",
    "edge end & unit quarter": "quarter-end|quarter end|eoq",
    "edge end & unit year": "year-end|year end|eoy",
    "direction ago": "today minus|now minus|now-|ago|old|back|earlier than now|before now",
    "direction ahead": "from now|from today|later|hence",
    "direction in": "in",
    "direction within": "within",
    "bound since":
      "as from|since|from|starting|starting from|starting on|as of|onwards|onward|on or after|beginning on|" +
      "and later|" +
      "less than|no earlier than|not earlier than|not before|ever since|and after|or later|and onwards|and onward",
    "bound since & now": "from now on|from now onwards|from this moment on",
    "bound until":
      "until|till|til|through|thru|up to|up until|by|to|no later than|not later than|on or before|" +
      "and earlier|" +
      "or earlier|up to and including|until and including|through and including|not after",
    "bound before": "pre|pre-|before|prior to|earlier than|more than",
    "bound after": "post|after|later than",
    now: "now|right now|just now",
    vague:
      "recently|lately|recent|soon|few|a few|several|some|the other day|other day|a while|while|many|long|" +
      "shortly|holidays|the holidays|dawn|dusk|eve|spring|summer|autumn|fall|winter",
    "quarter 1": "q1|1q",
    "quarter 2": "q2|2q",
    "quarter 3": "q3|3q",
    "quarter 4": "q4|4q",
    "half 1": "h1|former half",
    "half 2": "h2|latter half",
    "ordinal -1": "final",
    "mark hour": "o'clock|oclock",
    "unit year & edge start": "new year|the new year",
    "half-past": "and a half",
    "count 15 minute": "a quarter of an hour|quarter of an hour",
    "count 45 minute": "three quarters of an hour",
    "direction ago & bound before": "older than",
    "direction ago & bound since":
      "newer than|younger than|no older than|not older than|no more than|not more than|at most",
    "half-past & at": "half past|half-past",
    "bound until & now":
      "till date|til date|until date|to date|to now|to the present|to present|until the present|up to the present",
    "near -1 & count 12 month": "ltm|ttm",
    inclusive: "inclusive",
  },
});
