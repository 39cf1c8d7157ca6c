import { useEffect, useState } from "preact/hooks";

import { dateHeading, shortMoment } from "../../time/format";
import { useAccount } from "../frame/account";
import { request } from "../frame/api";
import { Failure } from "../frame/states";
import { n, t } from "../i18n";
import type { OutsideBooking, Preview, WorkingTimeDraft } from "../kit/types";
import { pathOf } from "../pages";

/** How long nothing is changed before the preview is asked for. */
const PAUSE_MS = 350;

export interface Previewed {
  data: Preview | undefined;
  error: unknown;
  /** Whether what is shown is of exactly this draft. */
  isOfDraft: boolean;
}

/** What clients would see of a draft, asked for anew at every change. */
export function usePreview(path: string, draft: WorkingTimeDraft): Previewed {
  const key = JSON.stringify(draft);
  const [state, setState] = useState<{ key: string; data?: Preview; error?: unknown }>({ key: "" });
  useEffect(() => {
    const stop = new AbortController();
    const ask = () =>
      request<Preview>("POST", `${path}/preview`, { body: JSON.parse(key) as unknown, signal: stop.signal }).then(
        ({ data }) => !stop.signal.aborted && setState({ key, data }),
        (error: unknown) =>
          !stop.signal.aborted && setState((before) => ({ ...(before.data && { data: before.data }), key, error })),
      );
    const timer = setTimeout(() => void ask(), PAUSE_MS);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [path, key]);
  return { data: state.data, error: state.error, isOfDraft: state.key === key && state.error === undefined };
}

/** The next 14 days before and after, what looks like a mistake, and bookings that would be left outside. */
export function PreviewPanel({ preview: { data, error, isOfDraft } }: { preview: Previewed }) {
  return (
    <section class="panel padded" aria-labelledby="preview-title" aria-busy={!isOfDraft} data-testid="preview">
      <h2 id="preview-title">{t("hours.preview")}</h2>
      {error !== undefined && <Failure error={error} />}
      {data && (
        <>
          <p role="status">
            {n("hours.slots", data.slotsAfter)}{" "}
            <span class="muted">
              {data.slotsAfter === data.slotsBefore
                ? t("hours.slotsSame")
                : t("hours.slotsBefore", { count: data.slotsBefore })}
            </span>
          </p>
          {data.warnings.map(({ code, day, message }) => (
            <p key={`${code} ${day ?? ""}`} class="notice warm">
              {message}
            </p>
          ))}
          <ul class="days-preview">
            {data.slots.map(({ date, before, after }) => (
              <li key={date} class={before.length === after.length ? undefined : "changed"}>
                <span>{dateHeading(date)}</span>
                <span class="muted">
                  {before.length !== after.length && <del>{before.length}</del>} {after.length || "–"}
                </span>
              </li>
            ))}
          </ul>
          {data.outsideCount > 0 && <Outside bookings={data.outside} count={data.outsideCount} />}
        </>
      )}
      {!data && error === undefined && <p class="muted">{t("hours.previewing")}</p>}
    </section>
  );
}

/** Bookings outside the hours: they stay; each leads to what can be done about it. */
export function Outside({ bookings, count }: { bookings: readonly OutsideBooking[]; count: number }) {
  const { zone } = useAccount();
  return (
    <div class="notice warm" data-testid="outside">
      <p class="notice-title">{n("hours.outside", count)}</p>
      <p>{t("hours.outsideText")}</p>
      <ul>
        {bookings.map(({ reference, start, client }) => (
          <li key={reference}>
            <a class="link" href={pathOf("bookings", reference)} target="_blank" rel="noreferrer">
              {shortMoment(start, zone)}
            </a>{" "}
            {[client.firstName, client.lastName].filter(Boolean).join(" ") || client.initials}
          </li>
        ))}
      </ul>
    </div>
  );
}
