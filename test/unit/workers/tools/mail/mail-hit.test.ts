import { expect, it } from "vitest";
import { personClock } from "#workers/tools/dates/person-clock.ts";
import { mailHit } from "#workers/tools/mail/mail-hit.ts";
import { shownFields } from "#workers/tools/shown-fields.ts";

const person = (address: string) => ({ emailAddress: { name: address, address } });

it.each([
  ["the author", person("ada@contoso.com"), person("delegate@contoso.com"), undefined],
  ["who sent it for the author", person("boss@contoso.com"), person("ada@contoso.com"), undefined],
  ["neither", person("boss@contoso.com"), person("delegate@contoso.com"), "matched by name or alias"],
])(
  "a mail of the searched address as %s tells of another match only where it is neither",
  (_who, from, sender, match) => {
    const clock = personClock(null, 0);
    const context = { owner: undefined, folderId: undefined, offset: 0, userDomain: "contoso.com", clock };
    const hit = mailHit(
      { id: "AAMk1", from, sender },
      { ...context, wantedSender: "Ada@contoso.com", fields: shownFields(undefined) },
    );
    expect(hit.senderMatch).toBe(match);
  },
);
