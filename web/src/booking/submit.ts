import { post } from "../api/client";
import type { BookedAnswer } from "../api/types";
import { forget, randomId, recall, remember } from "../ui/session";

/** State of this tab after a booking. */
export const DONE = "done";

const ATTEMPT = "attempt";

/**
 * Books. The same body goes out under the same Idempotency-Key, also after a reload: if an answer was lost on its
 * way, trying again gets it, and books nothing twice. Another body is another attempt; another duration of the visit
 * isn't, and neither is the proof that the API asked for.
 *
 * @throws Refusal
 */
export async function submit(body: object, beside: object): Promise<BookedAnswer> {
  const text = JSON.stringify(body);
  let attempt = recall<{ text: string; key: string }>(ATTEMPT);
  if (attempt?.text !== text) {
    attempt = { text, key: randomId() };
    remember(ATTEMPT, attempt);
  }
  const answer = await post<BookedAnswer>("/bookings", { ...body, ...beside }, { key: attempt.key });
  forget(ATTEMPT);
  return answer;
}
