import { useEffect, useRef, useState } from "preact/hooks";

import { t } from "../i18n";
import { number } from "../time/format";
import { rate } from "./funnel";

/** "How easy was booking?": one tap, counted without a name. */
export function Ease() {
  const [given, setGiven] = useState<number>();
  const thanks = useRef<HTMLParagraphElement>(null);
  // The button that had the focus is gone.
  useEffect(() => thanks.current?.focus({ preventScroll: true }), [given]);
  return (
    <section class="panel ease" aria-labelledby="ease-title">
      <h2 id="ease-title">{t("ease.title")}</h2>
      {given === undefined ? (
        <div class="ease-scale" role="group" aria-labelledby="ease-title">
          <span class="muted small" aria-hidden="true">
            {t("ease.hard")}
          </span>
          {[1, 2, 3, 4, 5].map((rating) => (
            <button
              key={rating}
              type="button"
              class="button"
              aria-label={labelOf(rating)}
              data-testid={`ease-${rating}`}
              onClick={() => (setGiven(rating), rate(rating))}
            >
              {number(rating)}
            </button>
          ))}
          <span class="muted small" aria-hidden="true">
            {t("ease.easy")}
          </span>
        </div>
      ) : (
        <p ref={thanks} tabIndex={-1} role="status">
          {t("ease.thanks")}
        </p>
      )}
    </section>
  );
}

/** The ends of the scale carry their meaning. */
function labelOf(rating: number): string {
  const end = rating === 1 ? t("ease.hard") : rating === 5 ? t("ease.easy") : "";
  return end ? `${number(rating)}, ${end}` : number(rating);
}
