import type { ComponentChildren } from "preact";

import { ApiError } from "../api/client";
import { n, t } from "../i18n";
import type { TextKey } from "../i18n/catalogue";

/** The texts of refusals, where these pages have better ones than the API. */
const BY_CODE: Record<string, TextKey> = {
  slot_taken: "refusal.slotTaken",
  slot_not_offered: "refusal.slotNotOffered",
  change_deadline_passed: "refusal.deadline",
  booking_not_live: "refusal.notLive",
  booking_live: "refusal.stillLive",
  meeting_not_over: "refusal.notOver",
  meeting_not_begun: "refusal.notBegun",
  token_expired: "refusal.expired",
  unauthorized: "refusal.link",
};

/** A sentence for a fault, in the reader's language. */
export function words(error: unknown): string {
  if (!(error instanceof ApiError)) return t("refusal.unknown");
  if (error.status === 0) return navigator.onLine ? t("refusal.unreachable") : t("refusal.offline");
  const isLong = (error.retryAfter ?? 0) > LONGEST_WAIT && error.message;
  if (error.status === 429 && !isLong) return error.retryAfter ? wait(error.retryAfter) : t("refusal.busy");
  if (error.status === 503) return t("refusal.busy");
  if (error.faults.length) return error.faults.map(({ message }) => message).join(" ");
  const key = BY_CODE[error.code];
  return key ? t(key) : error.message || t("refusal.unknown");
}

/** From how many seconds on the API's own sentence says it better: until tomorrow. */
const LONGEST_WAIT = 3600;
/** From how many seconds on one counts in minutes. */
const LONG_WAIT = 90;

function wait(seconds: number): string {
  return seconds > LONG_WAIT ? n("refusal.waitMinutes", Math.ceil(seconds / 60)) : n("refusal.waitSeconds", seconds);
}

interface NoticeProps {
  kind?: "info" | "fault" | "good";
  title?: string;
  children?: ComponentChildren;
}

/** A sentence or two that stand out. */
export function Notice({ kind = "info", title, children }: NoticeProps) {
  return (
    <div class={`notice ${kind}`} role={kind === "fault" ? "alert" : undefined}>
      {title && <p class="notice-title">{title}</p>}
      {children}
    </div>
  );
}

/** What went wrong, with a way to try again where that may help. */
export function FaultNotice({ error, retry }: { error: unknown; retry?: (() => void) | undefined }) {
  return (
    <Notice kind="fault">
      <p>{words(error)}</p>
      {retry && (
        <button type="button" class="button" onClick={retry}>
          {t("action.retry")}
        </button>
      )}
    </Notice>
  );
}
