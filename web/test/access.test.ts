import { describe, expect, it } from "vitest";

import { accessOf } from "../src/manage/access";

describe("the link in the mail", () => {
  it("opens a booking, at what it wants to do", () => {
    expect(accessOf("#reference=VLT-20261123-7KXM&token=k1.a-b_c&action=reschedule")).toEqual({
      access: { reference: "VLT-20261123-7KXM", token: "k1.a-b_c" },
      action: "reschedule",
    });
  });

  it("opens nothing by the reference alone, and does nothing that isn't known", () => {
    expect(accessOf("#reference=VLT-20261123-7KXM")).toEqual({});
    expect(accessOf("#reference=a&token=b&action=destroy")).toEqual({ access: { reference: "a", token: "b" } });
  });
});
