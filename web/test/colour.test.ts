import { describe, expect, it } from "vitest";

import { brandProperties, contrast, mix, parse } from "../src/ui/colour";

const rgb = (css: string | undefined) => (css ?? "").match(/\d+/g)?.map(Number) as unknown as [number, number, number];

describe("a brand's colour", () => {
  it.each(["#1f5eff", "#ffd400", "#000", "#fff", "#7f7f7f", "#e10600", "#00ff88"])(
    "%s can be read wherever it stands",
    (colour) => {
      const properties = brandProperties(colour);
      const brand = rgb(properties["--brand"]);
      expect(contrast(rgb(properties["--on-brand"]), brand)).toBeGreaterThanOrEqual(4.5);
      const light = rgb(properties["--brand-ink-light"]);
      const dark = rgb(properties["--brand-ink-dark"]);
      for (const share of [0, 0.09])
        expect(contrast(light, mix(brand, [255, 255, 255], share))).toBeGreaterThanOrEqual(4.5);
      for (const share of [0, 0.2]) expect(contrast(dark, mix(brand, [29, 32, 37], share))).toBeGreaterThanOrEqual(4.5);
    },
  );

  it("that can't be understood changes nothing", () => {
    expect(parse("red")).toBeUndefined();
    expect(parse("rgb(255, 0, 0)")).toEqual([255, 0, 0]);
    expect(brandProperties("url(x)")).toEqual({});
  });
});
