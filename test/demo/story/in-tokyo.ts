const tokyoTime = new Intl.DateTimeFormat("en-GB", {
  timeZone: "Asia/Tokyo",
  weekday: "short",
  day: "2-digit",
  month: "short",
  hour: "2-digit",
  minute: "2-digit",
});

/** A moment as people in the company's Tokyo office read it. */
export const inTokyo = (iso: string | undefined) =>
  iso === undefined ? "" : tokyoTime.format(new Date(iso)).replace(",", "");
