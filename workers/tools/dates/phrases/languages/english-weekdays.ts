import type { Words } from "#workers/tools/dates/phrases/language.ts";

const days = ["mondays", "tuesdays", "wednesdays", "thursdays", "fridays", "saturdays", "sundays"];
const severalDays: Words = Object.fromEntries(days.map((day, index) => [`weekday ${index + 1} & plural`, day]));

/** "A week from Monday", "Monday week" */
const weeksFromDays: Words = Object.fromEntries(
  days.flatMap((plural, index) => {
    const day = plural.slice(0, -1);
    return [
      [`unit week & direction ahead & weekday ${index + 1}`, `week from ${day}|weeks from ${day}`],
      [`count 1 week & direction ahead & weekday ${index + 1}`, `${day} week|week on ${day}`],
    ];
  }),
);

/** Words with which a weekday is one of several, or a week or more ahead. */
export const englishWeekdays: Words = { ...severalDays, ...weeksFromDays };
