import { describe, expect, it } from "vitest";

import { ApiError } from "../src/api/client";
import { differences } from "../src/console/audit/differences";
import { byIntegration, lasts } from "../src/console/integrations/groups";
import { faultAt } from "../src/console/kit/save";

const queue = (integration: string, name: string, dead = 0) => ({
  integration,
  name,
  waiting: 0,
  inFlight: 0,
  delayed: 0,
  dead,
});

describe("the queues", () => {
  it("stand by what they are for, with those first that gave something up", () => {
    const groups = byIntegration([queue("mail", "notify-mail"), queue("jobs", "a"), queue("jobs", "b", 2)]);
    expect(groups.map(({ name, dead }) => [name, dead])).toEqual([
      ["jobs", 2],
      ["mail", 0],
    ]);
    expect(groups[0]?.queues.map(({ name }) => name)).toEqual(["a", "b"]);
  });

  it("are late by a time that one understands", () => {
    expect([40, 300, 10_800, 200_000].map(lasts)).toEqual(["40 secs", "5 mins", "3 hrs", "2 days"]);
  });
});

describe("an act", () => {
  it("shows what changed and leaves out what stayed", () => {
    const before = { start: "10:00", with: { name: "Anna" }, note: "x" };
    const after = { start: "11:00", with: { name: "Anna" }, list: [1] };
    expect(differences({ before, after })).toEqual([
      { name: "start", before: "10:00", after: "11:00" },
      { name: "note", before: "x" },
      { name: "list", after: "[1]" },
    ]);
    expect(differences({})).toEqual([]);
  });
});

describe("a refused form", () => {
  it("says its fault at the field", () => {
    const refusal = new ApiError(422, {
      errors: [{ pointer: "/email", code: "invalid_format", message: "Not an address." }],
    });
    expect(faultAt(refusal, "/email")).toBe("Not an address.");
    expect(faultAt(refusal, "/roles")).toBeUndefined();
    expect(faultAt(new Error("x"), "/email")).toBeUndefined();
  });
});
