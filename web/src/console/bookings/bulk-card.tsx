import { useEffect, useState } from "preact/hooks";

import { serverNow } from "../../api/client";
import { go } from "../../ui/url";
import { Failure, Loading } from "../frame/states";
import { complain } from "../frame/toast";
import type { Bulk } from "../frame/types";
import { n, named, t } from "../i18n";
import {
  BULK_ACTIONS,
  type BulkAction,
  codesOf,
  csvOf,
  isOver,
  orderOf,
  startBulk,
  stopBulk,
  useFollowed,
} from "./bulk";

interface CardProps {
  id: string;
  onOver: () => void;
  /** Takes the card away; without it the card stays. */
  onClose?: () => void;
}

/** How far an order is, with a way to stop it; then what came of it. */
export function BulkCard({ id, onOver, onClose }: CardProps) {
  const { found: bulk, error, set } = useFollowed<Bulk>(`/admin/bulk/${encodeURIComponent(id)}`, isOver, onOver);
  const stop = () => stopBulk(id).then(set, complain);
  return (
    <section class="bulk-bar card" aria-label={t("bulk.title")} data-testid="bulk-progress">
      {error !== undefined && <Failure error={error} />}
      {bulk ? <Progress bulk={bulk} onStop={() => void stop()} /> : error === undefined && <Loading lines={1} />}
      {onClose && (error !== undefined || (bulk && isOver(bulk))) && (
        <button type="button" class="button" data-testid="bulk-close" onClick={onClose}>
          {t("action.close")}
        </button>
      )}
    </section>
  );
}

function sentence({ state, ok, total, notBefore }: Bulk): string {
  const seconds = Math.max(1, Math.ceil((Date.parse(notBefore) - serverNow()) / 1000));
  if (state === "waiting") return t("bulk.waiting", { time: n("frame.seconds", seconds) });
  return t(state === "running" ? "bulk.running" : state === "stopped" ? "bulk.stopped" : "bulk.done", {
    done: ok,
    total,
  });
}

function Progress({ bulk, onStop }: { bulk: Bulk; onStop: () => void }) {
  const { total, done, results } = bulk;
  const [, tick] = useState(0);
  const isWaiting = bulk.state === "waiting";
  useEffect(() => {
    if (!isWaiting) return;
    const timer = setInterval(() => tick((count) => count + 1), 500);
    return () => clearInterval(timer);
  }, [isWaiting]);
  const failed = results.filter(({ ok }) => !ok).map(({ reference }) => reference);
  return (
    <>
      <p class="strong" role="status">
        {sentence(bulk)}
      </p>
      <progress aria-label={t("bulk.title")} max={total} value={done} />
      {failed.length > 0 && (
        <ul class="small">
          {codesOf(bulk).map(([code, count]) => (
            <li key={code}>{n("bulk.refused", count, { why: named("why", code) })}</li>
          ))}
        </ul>
      )}
      {isOver(bulk) && done < total && <p class="small">{n("bulk.left", total - done)}</p>}
      {!isOver(bulk) && (
        <button type="button" class="button" data-testid="bulk-stop" onClick={onStop}>
          {t("action.stop")}
        </button>
      )}
      {isOver(bulk) && results.length > 0 && (
        <button type="button" class="button" onClick={() => save(bulk)}>
          {t("bulk.download")}
        </button>
      )}
      {isOver(bulk) && failed.length > 0 && <Retry bulk={bulk} failed={failed} />}
    </>
  );
}

/** Tries what wasn't done once more; of orders that need nothing else to be known. */
function Retry({ bulk, failed }: { bulk: Bulk; failed: string[] }) {
  const action = BULK_ACTIONS.find((one) => one === bulk.action);
  if (!action || action === "cancel" || action === "reassign") return null;
  const retry = (again: BulkAction) =>
    startBulk({ ...orderOf(again, { references: failed }, failed.length, {}), delaySeconds: 0 }).then(
      ({ id }) => go({ bulk: id }, "replace"),
      complain,
    );
  return (
    <button type="button" class="button" onClick={() => void retry(action)}>
      {n("bulk.retry", failed.length)}
    </button>
  );
}

/** Saves the results as a file. */
function save(bulk: Bulk) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([csvOf(bulk)], { type: "text/csv" }));
  link.download = `${bulk.action}-${bulk.id}.csv`;
  link.click();
  URL.revokeObjectURL(link.href);
}
