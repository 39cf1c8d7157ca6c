import { useRef, useState } from "preact/hooks";

import { bookingPath, post, ApiError } from "../api/client";
import type { Booking, BookingAnswer } from "../api/types";
import { randomId } from "../ui/session";
import { type Access, CHANGED_ELSEWHERE } from "./access";

export interface ChangeProps {
  access: Access;
  booking: Booking;
  onChanged: (answer: BookingAnswer, words: string) => void;
  onStale: (refusal: ApiError) => void;
}

/** Sends changes of the time; the same one tried again is the same change. */
export function useChange({ access, booking, onChanged, onStale }: ChangeProps) {
  const [failure, setFailure] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  const attempt = useRef({ of: "", key: "" });
  const send = async (action: "reschedule" | "offer", body: object, sentence: (answer: BookingAnswer) => string) => {
    setBusy(true);
    setFailure(undefined);
    const of = action + JSON.stringify(body);
    if (attempt.current.of !== of) attempt.current = { of, key: randomId() };
    try {
      const options = { token: access.token, key: attempt.current.key };
      const answer = await post<BookingAnswer>(bookingPath(booking.reference, action), body, options);
      onChanged(answer, sentence(answer));
    } catch (error) {
      if (error instanceof ApiError && CHANGED_ELSEWHERE.includes(error.code)) return onStale(error);
      setFailure(error);
      setBusy(false);
    }
  };
  const lost =
    failure instanceof ApiError && ["slot_taken", "slot_not_offered"].includes(failure.code) ? failure : undefined;
  return { failure, lost, busy, send, forget: () => setFailure(undefined) };
}
