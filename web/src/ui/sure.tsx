import { t } from "../i18n";

interface SureProps {
  /** The action, for screen readers. */
  label: string;
  /** What it does and that it can't be undone. */
  text: string;
  busy: boolean;
  onYes: () => void;
  onNo: () => void;
}

/** Asks before data are erased. */
export function Sure({ label, text, busy, onYes, onNo }: SureProps) {
  return (
    <div class="notice fault" role="group" aria-label={label}>
      <p>{text}</p>
      <div class="card-actions">
        <button type="button" class="button danger" disabled={busy} aria-busy={busy} onClick={onYes}>
          {t("privacy.eraseYes")}
        </button>
        <button type="button" class="button" disabled={busy} onClick={onNo}>
          {t("privacy.eraseNo")}
        </button>
      </div>
    </div>
  );
}
