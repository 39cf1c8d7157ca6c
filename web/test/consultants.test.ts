import { afterEach, describe, expect, it, vi } from "vitest";

/** The list as the API answers it, in pages of two. */
function pages(ids: string[]) {
  const asked: string[] = [];
  vi.stubGlobal("fetch", (address: string) => {
    asked.push(address);
    const cursor = new URL(address, "http://api").searchParams.get("cursor");
    const from = cursor ? ids.indexOf(cursor) + 1 : 0;
    const consultants = ids.slice(from, from + 2).map((id) => ({ id }));
    const nextCursor = from + 2 < ids.length ? ids[from + 1] : undefined;
    return Promise.resolve(new Response(JSON.stringify({ consultants, nextCursor })));
  });
  return asked;
}

afterEach(() => vi.resetModules());

describe("a long list of consultants", () => {
  it("is read to its end", async () => {
    const asked = pages(["a", "b", "c", "d", "e"]);
    const { loadConsultants } = await import("../src/booking/consultants");
    const { consultants } = await loadConsultants(new AbortController().signal);
    expect(consultants.map(({ id }) => id)).toEqual(["a", "b", "c", "d", "e"]);
    expect(asked).toEqual(["/v1/consultants", "/v1/consultants?cursor=b", "/v1/consultants?cursor=d"]);
  });

  it("names each consultant once, also when the order changes between two pages", async () => {
    pages(["a", "b", "b", "c"]);
    const { filterConsultants } = await import("../src/booking/consultants");
    const found = await filterConsultants({ language: ["de", "en"] }, new AbortController().signal);
    expect(found.map(({ id }) => id)).toEqual(["a", "b", "c"]);
  });
});
