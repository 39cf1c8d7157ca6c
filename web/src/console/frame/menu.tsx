import { useState } from "preact/hooks";

import { t } from "../i18n";
import { type PageEntry, PAGES, pathOf } from "../pages";
import { useAccount } from "./account";
import { Sign } from "./sign";

/** How many pages the bar of a phone has beside "More". */
const IN_BAR = 4;

/** The pages that the account may open. */
function useMenu(): PageEntry[] {
  const { can } = useAccount();
  return PAGES.filter(({ menu, right }) => menu && can(right));
}

function Entry({ entry, active }: { entry: PageEntry; active: boolean }) {
  return (
    <a class="menu-entry" href={pathOf(entry.path)} aria-current={active ? "page" : undefined}>
      <Sign name={entry.sign} />
      <span>{t(entry.label)}</span>
    </a>
  );
}

/** The menu of a wide screen. */
export function SideBar({ active }: { active: string | undefined }) {
  const { site } = useAccount();
  const entries = useMenu();
  return (
    <nav class="side-bar" aria-label={t("frame.menu")}>
      <a class="company" href={pathOf("")}>
        {site.branding?.logo ? <img class="logo" src={site.branding.logo} alt={site.company ?? ""} /> : site.company}
      </a>
      {(["main", "more"] as const).map((part) => (
        <ul key={part}>
          {entries
            .filter(({ menu }) => menu === part)
            .map((entry) => (
              <li key={entry.path}>
                <Entry entry={entry} active={entry.path === active} />
              </li>
            ))}
        </ul>
      ))}
    </nav>
  );
}

/** The menu of a phone: the first pages, the rest under "More". */
export function BottomBar({ active }: { active: string | undefined }) {
  const [open, setOpen] = useState(false);
  const entries = useMenu();
  const first = entries.filter(({ menu }) => menu === "main").slice(0, IN_BAR);
  const rest = entries.filter((entry) => !first.includes(entry));
  return (
    <nav class="bottom-bar" aria-label={t("frame.menu")}>
      {open && (
        <ul class="bottom-more" id="bottom-more">
          {rest.map((entry) => (
            <li key={entry.path}>
              <Entry entry={entry} active={entry.path === active} />
            </li>
          ))}
        </ul>
      )}
      <ul class="bottom-main">
        {first.map((entry) => (
          <li key={entry.path}>
            <Entry entry={entry} active={entry.path === active} />
          </li>
        ))}
        {rest.length > 0 && (
          <li>
            <button
              type="button"
              class="menu-entry"
              aria-expanded={open}
              aria-controls="bottom-more"
              onClick={() => setOpen(!open)}
            >
              <Sign name="more" />
              <span>{t("frame.more")}</span>
            </button>
          </li>
        )}
      </ul>
    </nav>
  );
}
