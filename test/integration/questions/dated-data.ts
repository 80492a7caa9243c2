import { DateTime } from "luxon";
import type { DirectoryUser } from "#test/fake-tenant/control/control-types.ts";
import type { FakeControl } from "#test/fake-tenant/control/fake-control.ts";
import { outside } from "#test/fake-tenant/data/compose.ts";

/** What questions about days need: quotations that came on certain days, tasks of this week and the next. */
export async function addDatedData(control: FakeControl, { id }: DirectoryUser): Promise<void> {
  const today = DateTime.now().setZone("Asia/Tokyo").startOf("day");
  const thisWeek = today.startOf("week");
  const lastWeek = thisWeek.minus({ weeks: 1 });
  const iso = (time: DateTime) => time.toUTC().toISO() ?? "";
  const quotations = [
    { of: "パレット", jpy: "32,000", at: lastWeek.plus({ days: 3, hours: 15 }) },
    { of: "冷蔵コンテナ", jpy: "410,000", at: lastWeek.plus({ days: 4, hours: 10 }) },
    { of: "梱包材", jpy: "18,500", at: lastWeek.plus({ days: 5, hours: 9 }) },
    { of: "トラック便", jpy: "85,000", at: today.minus({ days: 1 }).plus({ hours: 12 }) },
  ];
  await control.addMessages(
    id,
    quotations.map(({ of, jpy, at }) => ({
      subject: `${of}の見積書`,
      from: outside.anchor,
      text: `${of}の見積書をお送りします。金額は${jpy}円（税込）です。`,
      receivedDateTime: iso(at),
    })),
  );
  const sunday = thisWeek.plus({ days: 6 });
  const nextTuesday = thisWeek.plus({ days: 8 });
  await control.addTask(id, { title: "Book the customs broker", dueDateTime: iso(sunday) });
  await control.addTask(id, { title: "Renew the forklift licence", dueDateTime: iso(nextTuesday) });
}
