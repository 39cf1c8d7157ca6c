// Steps of a visitor.
import assert from "node:assert/strict";

export const ADA = { firstName: "Ada", lastName: "Lovelace", email: "ada@clients.example" };

/** Starts of the slots that are shown. */
export const starts = (page) => page.locator(".slot").evaluateAll((slots) => slots.map((slot) => slot.dataset.testid.slice("slot-".length)));

/** Waits until free times are there, and gives their starts. */
export async function freeTimes(page) {
  await page.locator(".slot").first().waitFor();
  return starts(page);
}

/** Chooses the n-th of the times that are shown, and waits for the form. */
export async function chooseTime(page, at = 0) {
  const start = (await freeTimes(page))[at];
  assert.ok(start, `there are fewer than ${at + 1} free times`);
  await page.getByTestId(`slot-${start}`).click();
  await page.locator("#firstName").waitFor();
  return start;
}

/** Fills in the form; the names of the fields are the API's. A phone number is a German one. */
export async function fill(page, fields = ADA) {
  if (fields.phone) await page.locator("#phone-country").selectOption("DE");
  for (const [name, value] of Object.entries(fields)) await page.locator(`#${name}`).fill(value);
}

/** Agrees and books. */
export async function agree(page) {
  await page.locator("#terms").check();
  await page.locator("#privacy").check();
}

export const book = (page) => page.locator(".submit button[type=submit]").click();

/** The reference on the confirmation. */
export async function reference(page) {
  const shown = page.getByTestId("reference");
  await shown.waitFor();
  return (await shown.textContent()).trim();
}

/** Everything from free times to the confirmation. */
export async function bookFirst(page, fields = ADA) {
  const start = await chooseTime(page);
  await fill(page, fields);
  await agree(page);
  await book(page);
  return { start, reference: await reference(page) };
}

/** In the frame of the inline demo: back to the consultants, two of them chosen, and compared. */
export async function compareInline(page) {
  const frame = await (await page.locator("iframe").elementHandle()).contentFrame();
  await frame.getByText("Someone else").click();
  const boxes = frame.locator(".compare-box input");
  await boxes.nth(0).check();
  await boxes.nth(1).check();
  await frame.locator(".compare-bar .primary").click();
  await frame.getByTestId("comparison").waitFor();
  return frame;
}

/** Holds something back until it is opened. */
export function gate() {
  let open;
  const opened = new Promise((resolve) => {
    open = resolve;
  });
  return { open, opened };
}
