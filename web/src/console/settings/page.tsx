import { useState } from "preact/hooks";

import { current, type Language } from "../../i18n";
import { useLoad } from "../../ui/load";
import { useAccount } from "../frame/account";
import { type Answer, request } from "../frame/api";
import { PageHead } from "../frame/shell";
import { When } from "../frame/states";
import { t } from "../i18n";
import { Versions } from "../kit/versions";
import { type PageProps, pathOf } from "../pages";
import { PATH, SectionForm } from "./section";
import { GROUP_NAMES, type GroupName, GROUPS, type Section, type Settings } from "./sections";

/** The company's settings, a tab for each group of sections. */
export default function SettingsPage({ rest: [asked] }: PageProps) {
  const group = GROUP_NAMES.find((name) => name === asked) ?? "company";
  const found = useLoad("settings", (signal) => request<Settings>("GET", PATH, { signal }));
  // What saving answered is newer than what was loaded before it.
  const [answer, setAnswer] = useState<{ upon: Answer<Settings>; settings: Answer<Settings> }>();
  return (
    <>
      <PageHead title={t("page.settings")}>
        <a class="button" href="/" target="_blank" rel="noopener">
          {t("settings.seePage")}
        </a>
      </PageHead>
      <p class="lead-in muted">{t("settings.intro")}</p>
      <nav class="tabs in-line" aria-label={t("page.settings")}>
        {GROUP_NAMES.map((name) => (
          <a key={name} href={pathOf("settings", name)} aria-current={name === group ? "page" : undefined}>
            {t(`settings.group.${name}`)}
          </a>
        ))}
      </nav>
      <When of={found}>
        {(loaded) => (
          <Group
            key={group}
            group={group}
            saved={answer?.upon === loaded ? answer.settings : loaded}
            onSaved={(settings) => setAnswer({ upon: loaded, settings })}
            onReload={found.reload}
          />
        )}
      </When>
    </>
  );
}

/** The sections of a tab. Clients' addresses are shown only to whoever edits them. */
const shownTo = (group: GroupName, isOpen: boolean): readonly Section[] =>
  isOpen ? GROUPS[group] : (GROUPS[group] as readonly Section[]).filter(({ name }) => name !== "sharedAddresses");

interface GroupProps {
  group: GroupName;
  saved: Answer<Settings>;
  onSaved: (settings: Answer<Settings>) => void;
  onReload: () => void;
}

function Group({ group, saved, onSaved, onReload }: GroupProps) {
  const { can, readOnly } = useAccount();
  const [language, setLanguage] = useState<Language>(current());
  const isOpen = can("edit_settings") && !readOnly;
  return (
    <div class="stack wide-form">
      {shownTo(group, isOpen).map((section) => (
        // A section that was saved, here or by a colleague, begins anew; what is typed in the others stays.
        <SectionForm
          key={`${section.name} ${JSON.stringify(saved.data[section.name])}`}
          {...{ section, saved, onSaved, onReload, language }}
          disabled={!isOpen}
          onLanguage={setLanguage}
        />
      ))}
      <Versions
        path={`${PATH}/versions`}
        restore={isOpen ? `${PATH}/restore` : undefined}
        etag={saved.etag}
        onRestored={onReload}
      />
    </div>
  );
}
