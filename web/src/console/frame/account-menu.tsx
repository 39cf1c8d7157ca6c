import { useEffect, useId, useRef, useState } from "preact/hooks";

import { current, type Language, LANGUAGES } from "../../i18n";
import { Switches } from "../../ui/display";
import { prefer } from "../../ui/preferences";
import { t } from "../i18n";
import { useAccount } from "./account";
import { logOut } from "./session";
import { Sign } from "./sign";

/** Each language's own name. */
const NAMES: Record<Language, string> = { en: "English", de: "Deutsch", ru: "Русский" };

/** Who is logged in, how the console looks, and the way out. */
export function AccountMenu({ onLanguage, onHelp }: { onLanguage: (language: Language) => void; onHelp: () => void }) {
  const { me } = useAccount();
  const [open, setOpen] = useState(false);
  const place = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const id = useId();
  useEffect(() => {
    if (!open) return;
    const outside = ({ target }: Event) => !place.current?.contains(target as Node) && setOpen(false);
    document.addEventListener("pointerdown", outside);
    return () => document.removeEventListener("pointerdown", outside);
  }, [open]);
  const name = me.email ?? me.consultantId ?? me.accountId;
  return (
    // Escape closes it from wherever the focus is in it.
    // eslint-disable-next-line jsx-a11y/no-static-element-interactions
    <div
      ref={place}
      class="display"
      onKeyDown={(event) => {
        if (event.key !== "Escape" || !open) return;
        event.preventDefault();
        setOpen(false);
        button.current?.focus();
      }}
    >
      <button
        ref={button}
        type="button"
        class="display-button"
        aria-expanded={open}
        aria-controls={id}
        aria-label={t("account.menu")}
        data-testid="account"
        onClick={() => setOpen(!open)}
      >
        <Sign name="person" />
      </button>
      <div id={id} class="display-panel" hidden={!open}>
        <p class="small muted">{t("account.you", { name })}</p>
        <label class="field">
          <span class="field-label">{t("booking.language")}</span>
          <select
            value={current()}
            onChange={(event) => {
              const language = event.currentTarget.value as Language;
              prefer({ language });
              onLanguage(language);
            }}
          >
            {LANGUAGES.map((one) => (
              <option key={one} value={one} lang={one}>
                {NAMES[one]}
              </option>
            ))}
          </select>
        </label>
        <Switches />
        <button type="button" class="button" onClick={() => (setOpen(false), onHelp())}>
          {t("keys.title")} <kbd aria-hidden="true">?</kbd>
        </button>
        <button type="button" class="button" data-testid="log-out" onClick={() => void logOut()}>
          {t("account.logOut")}
        </button>
      </div>
    </div>
  );
}
