import { useRef, useState } from "preact/hooks";

import { TextArea } from "../../ui/field";
import { Dialog } from "../frame/dialog";
import { n, named, t } from "../i18n";
import { BULK_ACTIONS, type BulkAction, byCode, type Progress, type Run, runBulk } from "./bulk";
import type { Selection } from "./selection";

/** What can be done with the selected bookings, and how far it is. */
export function BulkBar({ selection, onDone }: { selection: Selection; onDone: () => void }) {
  const [asking, setAsking] = useState<BulkAction>();
  const [progress, setProgress] = useState<Progress>();
  const run = useRef<Run>(undefined);
  const count = selection.rows.size;
  const start = (references: readonly string[], action: BulkAction, reason: string) => {
    setAsking(undefined);
    run.current = runBulk(references, action, reason ? { reason } : {}, (now) => {
      setProgress({ ...now });
      if (!now.isRunning) onDone();
    });
  };
  if (progress) {
    const close = () => (setProgress(undefined), selection.clear());
    return <ProgressCard progress={progress} onStop={() => run.current?.stop()} onClose={close} />;
  }
  if (count === 0) return null;
  return (
    <section class="bulk-bar" aria-label={t("bulk.title")}>
      <p class="strong" role="status">
        {n("bulk.selected", count)}
      </p>
      {BULK_ACTIONS.map((action) => (
        <button
          key={action}
          type="button"
          class={action === "cancel" ? "button danger" : "button"}
          data-testid={`bulk-${action}`}
          onClick={() => setAsking(action)}
        >
          {named("do", action)}
        </button>
      ))}
      <button type="button" class="quiet" onClick={selection.clear}>
        {t("bulk.clear")}
      </button>
      {asking && (
        <Confirm
          action={asking}
          count={count}
          onClose={() => setAsking(undefined)}
          onYes={(reason) => start([...selection.rows.keys()], asking, reason)}
        />
      )}
    </section>
  );
}

interface ConfirmProps {
  action: BulkAction;
  count: number;
  onClose: () => void;
  onYes: (reason: string) => void;
}

function Confirm({ action, count, onClose, onYes }: ConfirmProps) {
  const [reason, setReason] = useState("");
  const needsReason = action === "cancel";
  return (
    <Dialog title={named("do", action)} onClose={onClose}>
      <form onSubmit={(event) => (event.preventDefault(), onYes(reason.trim()))}>
        <p>{n("bulk.sure", count)}</p>
        <p class="muted">{t(action === "complete" || action === "no-show" ? "bulk.silent" : "bulk.mails")}</p>
        {needsReason && (
          <TextArea
            id="bulk-reason"
            label={t("cancel.reason")}
            hint={t("cancel.reasonHint")}
            value={reason}
            onValue={setReason}
            maxLength={500}
          />
        )}
        <div class="box-actions">
          <button type="button" class="button" onClick={onClose}>
            {t("action.back")}
          </button>
          <button
            type="submit"
            class={needsReason ? "button danger" : "button primary"}
            data-testid="bulk-yes"
            disabled={needsReason && !reason.trim()}
          >
            {n(`bulk.do-${action}`, count)}
          </button>
        </div>
      </form>
    </Dialog>
  );
}

interface CardProps {
  progress: Progress;
  onStop: () => void;
  onClose: () => void;
}

function ProgressCard({ progress, onStop, onClose }: CardProps) {
  const { total, done, isRunning } = progress;
  const failed = byCode(done);
  const good = done.filter(({ code }) => !code).length;
  return (
    <section class="bulk-bar card" aria-label={t("bulk.title")} data-testid="bulk-progress">
      <p class="strong" role="status">
        {t(isRunning ? "bulk.running" : "bulk.done", { done: good, total })}
      </p>
      <progress aria-label={t("bulk.title")} max={total} value={done.length} />
      {failed.length > 0 && (
        <ul class="small">
          {failed.map(([code, count]) => (
            <li key={code}>{n("bulk.refused", count, { why: named("why", code) })}</li>
          ))}
        </ul>
      )}
      {!isRunning && done.length < total && <p class="small">{n("bulk.left", total - done.length)}</p>}
      {isRunning ? (
        <button type="button" class="button" data-testid="bulk-stop" onClick={onStop}>
          {t("action.stop")}
        </button>
      ) : (
        <button type="button" class="button" data-testid="bulk-close" onClick={onClose}>
          {t("action.close")}
        </button>
      )}
    </section>
  );
}
