import type { DirectoryUser } from "#test/fake-tenant/control/control-types.ts";
import type { FakeTenant } from "#test/fake-tenant/fake-tenant.ts";
import { personNamed } from "#test/support/tool-answers.ts";

/** The company's shared mailbox. */
export const sharedMailbox = "info@aozora-coffee.example";

const hourMs = 3_600_000;

/** Opens the shared mailbox and its calendar to somebody, with one mail and one event that stand nowhere else. */
export async function openSharedMailbox(fake: FakeTenant, reader: DirectoryUser): Promise<void> {
  const owner = await personNamed(fake, "info");
  const { control } = fake;
  const at = (hours: number) => new Date(Date.now() + hours * hourMs).toISOString();
  await control.shareMailbox(owner.id, reader.id);
  await control.shareCalendar(owner.id, reader.id);
  await control.addMessage(owner.id, {
    subject: "Pallets for the counter",
    html: "<p>Two pallets stand at gate seven.</p>",
    attachments: [{ name: "pallets.csv", contentType: "text/csv", text: "pallet,gate\nP-701,seven\n" }],
  });
  await control.addEvent(owner.id, {
    subject: "Counter inventory",
    startDateTime: at(24),
    endDateTime: at(25),
    html: "<p>Count the cups on shelf nine.</p>",
  });
}
