import type { UserRecord } from "#test/fake-tenant/world/directory.ts";
import { addItem, ensureFolder } from "./drive.ts";
import type { DriveRecord } from "./file-types.ts";

const hourMs = 60 * 60 * 1000;

/** What stands in every new OneDrive: a private folder that carries the user's canaries in name, text and table. */
export function fillOneDrive(drive: DriveRecord, user: UserRecord, nowMs: number): void {
  const author = { id: user.id, name: user.displayName, address: user.mail };
  const [name = "none", text = "none", cell = "none"] = user.canaries;
  const common = { createdBy: author, createdAt: nowMs - 90 * hourMs, modifiedAt: nowMs - 80 * hourMs };
  const folder = ensureFolder(drive.root, "Private", common);
  addItem(folder, {
    ...common,
    name: `Salary review ${name}.txt`,
    text: `Salary review (confidential) of ${user.displayName}.\nReference ${text}\n`,
  });
  addItem(folder, { ...common, name: "Savings plan.csv", text: `month,amount,note\n1,20000,${cell}\n` });
}
