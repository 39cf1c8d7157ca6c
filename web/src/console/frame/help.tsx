import { prefer, preferences } from "../../ui/preferences";
import { type ConsoleText, t } from "../i18n";
import { Dialog } from "./dialog";

const KEYS: readonly (readonly [keys: string, text: ConsoleText])[] = [
  ["/", "keys.search"],
  ["Ctrl/⌘ K", "command.open"],
  ["n", "page.new"],
  ["t", "page.today"],
  ["g b", "keys.bookings"],
  ["g c", "keys.calendar"],
  ["j  k", "keys.rows"],
  ["x  Shift x", "keys.select"],
  ["Enter", "keys.open"],
  ["Esc", "action.close"],
  ["m", "do.reschedule"],
  ["c", "keys.cancel"],
  ["r", "keys.remind"],
  ["d", "keys.done"],
  ["o", "do.offer"],
  ["?", "keys.help"],
];

/** All keys, and the switch for those of one letter. */
export function Help({ onClose }: { onClose: () => void }) {
  return (
    <Dialog title={t("keys.title")} onClose={onClose}>
      <dl class="keys">
        {KEYS.map(([keys, text]) => (
          <div key={keys}>
            <dt>
              {keys.split("  ").map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dt>
            <dd>{t(text)}</dd>
          </div>
        ))}
      </dl>
      <label class="check">
        <input
          type="checkbox"
          checked={preferences().keys !== "off"}
          onChange={(event) => prefer({ keys: event.currentTarget.checked ? undefined : "off" })}
        />
        <span>
          {t("keys.off")}
          <span class="hint block">{t("keys.offHint")}</span>
        </span>
      </label>
    </Dialog>
  );
}
