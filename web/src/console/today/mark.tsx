import { useState } from "preact/hooks";

import { act } from "../booking/act";
import { useAccount } from "../frame/account";
import { Sign } from "../frame/sign";
import { complain, say } from "../frame/toast";
import type { BookingActed, BookingRow, StaffAction } from "../frame/types";
import { rowName } from "../bookings/labels";
import { named, t } from "../i18n";

type Mark = "complete" | "no-show";

interface MarkProps {
  row: BookingRow;
  allowed: readonly StaffAction[];
  onMarked: () => void;
}

/** "Took place" and "didn't come": one tap, and a way to correct it. */
export function MarkButtons({ row, allowed, onMarked }: MarkProps) {
  const { readOnly } = useAccount();
  const [busy, setBusy] = useState<Mark>();
  if (readOnly) return null;
  const mark = async (outcome: Mark) => {
    setBusy(outcome);
    try {
      await act<BookingActed>(row.reference, outcome, {});
      const other = outcome === "complete" ? "no-show" : "complete";
      say(t("today.marked", { name: rowName(row), outcome: named("do", outcome) }), {
        label: named("correct", other),
        run: () => void mark(other),
      });
      onMarked();
    } catch (error) {
      complain(error);
    }
    setBusy(undefined);
  };
  const button = (outcome: Mark, sign: "check" | "absent") =>
    allowed.includes(outcome) && (
      <button
        type="button"
        class="button"
        data-testid={`mark-${outcome}`}
        aria-busy={busy === outcome}
        aria-label={t("today.markOf", { outcome: named("do", outcome), name: rowName(row) })}
        onClick={() => busy || void mark(outcome)}
      >
        <Sign name={sign} />
        {named("do", outcome)}
      </button>
    );
  return (
    <>
      {button("complete", "check")}
      {button("no-show", "absent")}
    </>
  );
}
