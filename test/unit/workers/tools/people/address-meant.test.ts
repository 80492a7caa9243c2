import { describe, expect, it } from "vitest";
import { lacking, refusedAs, toolErrorOf } from "#test/support/tool-error-of.ts";
import { addressMeant } from "#workers/tools/people/find-people.ts";
import { type FakeContextOptions, fakeContext } from "../fake-context.ts";

const user = (displayName: string, mail: string) => ({ id: mail, displayName, mail, userPrincipalName: mail });
const kenji = user("Kenji Tanaka", "kenji.tanaka@contoso.com");
const room = user("Fuji Room", "room.fuji@contoso.com");
const info = user("Aozora Orders", "info@contoso.com");

/** The directory finds these, whatever it is asked. */
function office(users: readonly object[], options: FakeContextOptions = {}) {
  const context = fakeContext({ answers: (path) => ({ value: path === "/users" ? users : [] }), ...options });
  return { context, meant: (text: string) => addressMeant(text, "participants", context) };
}

describe("who is meant where an address is asked for", () => {
  it("is an address as it stands, which costs no request", async () => {
    const { context, meant } = office([kenji]);
    expect(await meant("ren@contoso.com")).toBe("ren@contoso.com");
    expect(context.calls).toEqual([]);
  });

  it.each([
    ["Kenji Tanaka", kenji],
    ["tanaka kenji", kenji],
    ["Kenji-san", kenji],
    ["Fuji room", room],
    ["info", info],
  ])("is the one person or room of a name: %s", async (text, { mail }) => {
    expect(await office([kenji, room, info]).meant(text)).toBe(mail);
  });

  it("is the user for me", async () => {
    expect(await office([], { ownAddresses: ["hana@contoso.com"] }).meant("me")).toBe("hana@contoso.com");
  });

  it("is not chosen where several have the name", async () => {
    const other = user("Kenji Tanabe", "kenji.tanabe@contoso.com");
    expect(await toolErrorOf(office([kenji, other]).meant("Kenji"))).toMatchObject({
      code: "invalid_input",
      message:
        'participants: "Kenji" fits 2 people: kenji.tanaka@contoso.com, kenji.tanabe@contoso.com. ' +
        "Ask which one is meant, and give the address.",
    });
  });

  it("is nobody where nobody has the name, with who comes near", async () => {
    const near = /nobody was found for "Kenij"\. Near it are: kenji\.tanaka@contoso\.com\./;
    await expect(office([kenji]).meant("Kenij")).rejects.toEqual(refusedAs("invalid_input", near));
    const nobody = refusedAs("invalid_input", /^participants: nobody was found .* Ask for the mail address\.$/);
    await expect(office([]).meant("Nobody")).rejects.toEqual(nobody);
  });

  it("can't be told without a permission, which is named", async () => {
    const ofCalendars = office([kenji], { scopes: ["Calendars.Read"] });
    await expect(ofCalendars.meant("Kenji")).rejects.toEqual(lacking("People.Read"));
    const { message } = await toolErrorOf(office([kenji], { scopes: ["People.Read"] }).meant("Kenji"));
    expect(message).toContain("needs User.ReadBasic.All");
  });

  it("is looked up by names in the directory alone, where no more is granted", async () => {
    expect(await office([kenji], { scopes: ["User.ReadBasic.All"] }).meant("Kenji")).toBe("kenji.tanaka@contoso.com");
  });
});
