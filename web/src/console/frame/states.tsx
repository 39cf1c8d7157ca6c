import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";

import { ApiError } from "../../api/client";
import type { Loaded } from "../../ui/load";
import { t } from "../i18n";

/** A sentence that says what to do. The API's own sentences are in the reader's language. */
export function explain(error: unknown): string {
  if (!(error instanceof ApiError)) return t("fault.internal");
  if (error.status === 0) return t(navigator.onLine ? "fault.unreachable" : "fault.offline");
  if (error.faults.length) return error.faults.map(({ message }) => message).join(" ");
  if (error.status === 412) return t("fault.changed");
  if (error.status === 403) return t("fault.forbidden");
  if (error.status === 404) return t("fault.gone");
  if (error.status === 429) return t("fault.tooMany");
  if (error.status >= 500) return error.problem.detail && error.status === 503 ? error.message : t("fault.internal");
  return error.message || t("fault.internal");
}

/** The number of the request, for whoever looks into the logs. */
export function RequestId({ of }: { of: unknown }) {
  const [copied, setCopied] = useState(false);
  const id = of instanceof ApiError ? of.requestId : undefined;
  if (!id) return null;
  return (
    <p class="request-id">
      <span>{t("fault.requestId", { id })}</span>
      <button
        type="button"
        class="quiet"
        onClick={() => void navigator.clipboard?.writeText(id).then(() => setCopied(true))}
      >
        {t(copied ? "action.copied" : "action.copy")}
      </button>
    </p>
  );
}

/** What went wrong, what to do, and the number of the request. */
export function Failure({ error, retry }: { error: unknown; retry?: (() => void) | undefined }) {
  return (
    <div class="notice fault" role="alert">
      <p class="notice-title">{t("fault.title")}</p>
      <p>{explain(error)}</p>
      {retry && (
        <button type="button" class="button" onClick={retry}>
          {t("action.retry")}
        </button>
      )}
      <RequestId of={error} />
    </div>
  );
}

/** Grey lines in the place of what comes; they show after 150 ms, so that quick answers don't flicker. */
export function Loading({ lines = 6 }: { lines?: number }) {
  return (
    <div class="loading" aria-busy="true">
      <p class="unseen" role="status">
        {t("frame.loading")}
      </p>
      {Array.from({ length: lines }, (_, at) => (
        <span key={at} class="skeleton row" aria-hidden="true" />
      ))}
    </div>
  );
}

/** Why there is nothing, and one thing to do. */
export function Empty({ title, text, children }: { title: string; text?: string; children?: ComponentChildren }) {
  return (
    <div class="empty">
      <h2>{title}</h2>
      {text && <p class="muted">{text}</p>}
      {children}
    </div>
  );
}

/** A page that the account may not see. */
export const NoRight = () => <Empty title={t("frame.noRight")} text={t("frame.noRightText")} />;

interface WhenProps<T> {
  of: Loaded<T>;
  lines?: number;
  children: (data: T) => ComponentChildren;
}

/** What was loaded, or the state of loading it. Old data stay under a failure of new ones. */
export function When<T>({ of, lines = 6, children }: WhenProps<T>) {
  const failure = of.error !== undefined && <Failure error={of.error} retry={of.reload} />;
  if (of.data === undefined) return failure || <Loading lines={lines} />;
  return (
    <>
      {failure}
      {children(of.data)}
    </>
  );
}

/** Whether the browser has a network. */
export function useOnline(): boolean {
  const [online, setOnline] = useState(navigator.onLine);
  useEffect(() => {
    const listen = () => setOnline(navigator.onLine);
    addEventListener("online", listen);
    addEventListener("offline", listen);
    return () => {
      removeEventListener("online", listen);
      removeEventListener("offline", listen);
    };
  }, []);
  return online;
}
