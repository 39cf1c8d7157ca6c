import { useEffect, useRef, useState } from "preact/hooks";

import { bookingPath, post } from "../api/client";
import type { Booking, BookingAnswer } from "../api/types";
import { n, t } from "../i18n";
import { cleanLines } from "../ui/clean";
import { TextArea } from "../ui/field";
import { FaultNotice } from "../ui/notice";
import type { Access } from "./access";

const STARS = [1, 2, 3, 4, 5] as const;

interface FeedbackProps {
  access: Access;
  booking: Booking;
  onChanged: (answer: BookingAnswer, words: string) => void;
  /** Whether the link in the mail asked for it: then one is led there. */
  isWanted: boolean;
}

/** How the meeting was: one to five stars and a few words, correctable. */
export function FeedbackForm({ access, booking, onChanged, isWanted }: FeedbackProps) {
  const given = booking.feedback;
  const [rating, setRating] = useState(given?.rating ?? 0);
  const [comment, setComment] = useState(given?.comment ?? "");
  const [missing, setMissing] = useState(false);
  const [failure, setFailure] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  const title = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (isWanted) title.current?.focus();
  }, [isWanted]);
  const onSubmit = async (event: Event) => {
    event.preventDefault();
    setMissing(!rating);
    if (!rating) return;
    setBusy(true);
    setFailure(undefined);
    try {
      const body = { rating, comment: cleanLines(comment) || undefined };
      const answer = await post<BookingAnswer>(bookingPath(booking.reference, "feedback"), body, {
        token: access.token,
      });
      onChanged(answer, t("feedback.thanks"));
    } catch (error) {
      setFailure(error);
    }
    setBusy(false);
  };
  return (
    <form class="panel padded" aria-labelledby="feedback-title" onSubmit={(event) => void onSubmit(event)} noValidate>
      <h2 id="feedback-title" tabIndex={-1} ref={title}>
        {given ? t("feedback.given") : t("feedback.title")}
      </h2>
      <fieldset class="rate">
        <legend class="unseen">{t("feedback.rating")}</legend>
        {STARS.map((stars) => (
          <label key={stars} class={stars <= rating ? "on" : ""}>
            <input
              type="radio"
              name="rating"
              value={stars}
              checked={rating === stars}
              aria-describedby={missing ? "rating-error" : undefined}
              onChange={() => setRating(stars)}
            />
            <span aria-hidden="true">★</span>
            <span class="unseen">{n("feedback.stars", stars)}</span>
          </label>
        ))}
      </fieldset>
      {missing && !rating && (
        <p class="error" id="rating-error" role="alert">
          {t("feedback.choose")}
        </p>
      )}
      <TextArea id="comment" label={t("feedback.comment")} value={comment} onValue={setComment} maxLength={2000} />
      {failure !== undefined && <FaultNotice error={failure} />}
      <div class="card-actions">
        <button type="submit" class="button primary" disabled={busy} aria-busy={busy}>
          {given ? t("feedback.change") : t("feedback.send")}
        </button>
      </div>
    </form>
  );
}
