import { describe, expect, it } from "vitest";

import { inserted, partsOf, withPart } from "../src/console/templates/draft";

const DRAFT = { subject: "Hello", headline: "Hi", sentences: { after: ["Bye"], button: "Go", lead: ["One", "Two"] } };

describe("a mail's draft", () => {
  it("has a field for each paragraph, in the order of reading", () => {
    expect(partsOf(DRAFT).map(({ pointer }) => pointer)).toEqual([
      "/subject",
      "/headline",
      "/sentences/lead/0",
      "/sentences/lead/1",
      "/sentences/button",
      "/sentences/after/0",
    ]);
  });

  it("changes one field and leaves the others", () => {
    expect(withPart(DRAFT, "/sentences/lead/1", "2")).toEqual({
      ...DRAFT,
      sentences: { ...DRAFT.sentences, lead: ["One", "2"] },
    });
    expect(withPart(DRAFT, "/sentences/button", "Open").sentences?.button).toBe("Open");
    expect(withPart(DRAFT, "/subject", "Hey").subject).toBe("Hey");
  });

  it("gets a variable in the place of what is selected", () => {
    expect(inserted("Dear X,", 5, 6, "name")).toBe("Dear {{ name }},");
  });
});
