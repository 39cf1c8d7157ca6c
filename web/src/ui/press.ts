/**
 * A press is a pointer going down and up at the same place. What moves the page in between, such as a fault shown
 * because a field is left, makes a button slip away from under the finger: the tap would do nothing.
 */

let isDown = false;

for (const [event, down] of [
  ["pointerdown", true],
  ["pointerup", false],
  ["pointercancel", false],
] as const) {
  globalThis.addEventListener?.(event, () => (isDown = down), true);
}

/** Does something now, or as soon as the press that is under way has had its effect. */
export function afterPress(then: () => void) {
  if (!isDown) return then();
  const stop = new AbortController();
  const options = { capture: true, signal: stop.signal };
  for (const event of ["pointerup", "pointercancel"]) {
    // The click comes right after, in the same turn.
    addEventListener(event, () => (stop.abort(), setTimeout(then)), options);
  }
}
