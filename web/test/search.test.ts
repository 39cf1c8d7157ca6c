import { describe, expect, it } from "vitest";

import { keptText } from "../src/booking/search";

describe("the text of the search field", () => {
  it("stays as it is typed while answers to earlier letters come in", () => {
    const typed = { text: "anna s", sent: "ann" };
    expect(keptText(typed, "ann")).toBe(typed);
    // The space at its end is not part of what was sent.
    expect(keptText({ text: "anna ", sent: "anna" }, "anna").text).toBe("anna ");
  });

  it("gives way to another address", () => {
    expect(keptText({ text: "anna s", sent: "anna" }, "")).toEqual({ text: "", sent: "" });
    expect(keptText({ text: "", sent: "" }, "ivan")).toEqual({ text: "ivan", sent: "ivan" });
  });
});
