// Checks of what a page shows. Each waits until the page shows it, and fails with what it shows instead.
import assert from "node:assert/strict";

import { until } from "./system.js";

/** Reads a value until it is right. */
async function comes(read, isRight, check) {
  let value;
  const found = async () => {
    value = await read();
    return isRight(value);
  };
  await until("what a page shows", found).catch(() => check(value));
}

/** There are as many of something. */
export const counts = (locator, expected) =>
  comes(() => locator.count(), (count) => count === expected, (count) => assert.equal(count, expected, `how many there are of ${locator}`));

const reads = (read, expected) =>
  expected instanceof RegExp
    ? comes(read, (text) => expected.test(text), (text) => assert.match(text, expected))
    : comes(read, (text) => text === expected, (text) => assert.equal(text, expected));

/** Something has this text, or one like it. */
export const says = (locator, expected) => reads(() => locator.textContent(), expected);

/** A field has this value. */
export const holds = (locator, expected) => reads(() => locator.inputValue(), expected);
