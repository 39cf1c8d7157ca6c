import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";

import { ApiError } from "../../api/client";
import { useDirty } from "../frame/dirty";
import { Failure, useOnline } from "../frame/states";
import { t } from "../i18n";

export interface Saving {
  busy: boolean;
  failure: unknown;
  /** Runs it, unless it runs already; a failure is kept until the next try. */
  run: (work: () => Promise<void>) => void;
  forget: () => void;
}

export function useSaving(): Saving {
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<unknown>();
  const run = (work: () => Promise<void>) => {
    if (busy) return;
    setBusy(true);
    setFailure(undefined);
    work()
      .catch(setFailure)
      .finally(() => setBusy(false));
  };
  return { busy, failure, run, forget: () => setFailure(undefined) };
}

/** The faults of an answer by the field that they name: `/rules/gridMinutes` → "gridMinutes must …". */
export function faultAt(failure: unknown, pointer: string): string | undefined {
  if (!(failure instanceof ApiError)) return undefined;
  return failure.faults.find((fault) => fault.pointer === pointer)?.message;
}

/** Whether the answer names the field, or one within it. */
export function isFaultIn(failure: unknown, pointer: string): boolean {
  if (!(failure instanceof ApiError)) return false;
  return failure.faults.some((fault) => `${fault.pointer}/`.startsWith(`${pointer}/`));
}

interface SaveBarProps {
  saving: Saving;
  dirty: boolean;
  onSave: () => void;
  /** Loads the newest state, after somebody else changed it. */
  onReload?: (() => void) | undefined;
  label?: string;
  children?: ComponentChildren;
}

/** What went wrong, and the button. */
export function SaveBar({ saving, dirty, onSave, onReload, label = t("action.save"), children }: SaveBarProps) {
  const online = useOnline();
  const { busy, failure } = saving;
  const isOutdated = failure instanceof ApiError && failure.status === 412;
  return (
    <div class="save-bar">
      {failure !== undefined && <Failure error={failure} />}
      {isOutdated && onReload && (
        <button type="button" class="button" onClick={() => (saving.forget(), onReload())}>
          {t("kit.loadNew")}
        </button>
      )}
      <div class="card-actions">
        <button
          type="button"
          class="button primary"
          disabled={busy || !dirty || !online}
          aria-busy={busy}
          onClick={onSave}
        >
          {busy ? t("kit.saving") : label}
        </button>
        {children}
      </div>
    </div>
  );
}

/** While a draft isn't saved, links and the browser's own ways out ask first. */
export function useUnsaved(dirty: boolean) {
  useDirty(dirty);
  useEffect(() => {
    if (!dirty) return;
    const click = (event: MouseEvent) => {
      const link = (event.target as Element | null)?.closest?.("a[href]");
      if (!link || event.ctrlKey || event.metaKey || link.getAttribute("target")) return;
      if (confirm(t("kit.leave"))) return;
      event.preventDefault();
      event.stopPropagation();
    };
    document.addEventListener("click", click, true);
    return () => document.removeEventListener("click", click, true);
  }, [dirty]);
}
