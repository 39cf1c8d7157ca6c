import type { ComponentChildren } from "preact";
import { useEffect, useId, useRef } from "preact/hooks";

import { t } from "../i18n";
import { Sign } from "./sign";

interface DialogProps {
  title: string;
  onClose: () => void;
  /** A narrow one asks; a wide one has a form of two columns. */
  size?: "narrow" | "wide";
  children: ComponentChildren;
}

/** A modal dialog: Escape closes it, and the focus goes back to where it was. */
export function Dialog({ title, onClose, size = "narrow", children }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    const opener = document.activeElement;
    dialog.current?.showModal();
    return () => {
      if (opener instanceof HTMLElement && opener.isConnected) opener.focus({ preventScroll: true });
    };
  }, []);
  return (
    <dialog
      ref={dialog}
      class={`box ${size}`}
      aria-labelledby={id}
      onCancel={(event) => (event.preventDefault(), onClose())}
    >
      <header class="box-head">
        <h2 id={id}>{title}</h2>
        <button type="button" class="button icon-only" aria-label={t("action.close")} onClick={onClose}>
          <Sign name="close" />
        </button>
      </header>
      {children}
    </dialog>
  );
}
