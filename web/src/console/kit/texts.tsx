import type { Texts } from "../../api/types";
import { type Language, LANGUAGES } from "../../i18n";
import { languageName } from "../../time/format";
import { t } from "../i18n";
import { Line, Lines } from "./fields";

/** In which language the texts of a form are shown; those that lack a text are marked. */
export function LanguageSwitch({
  value,
  onValue,
  missing,
}: {
  value: Language;
  onValue: (language: Language) => void;
  missing: (language: Language) => boolean;
}) {
  return (
    <div class="tabs" role="group" aria-label={t("kit.textsIn")}>
      {LANGUAGES.map((one) => (
        <button key={one} type="button" aria-pressed={one === value} onClick={() => onValue(one)}>
          {languageName(one)}
          {missing(one) && (
            <>
              <span class="dot busy missing" aria-hidden="true" />
              <span class="unseen">, {t("kit.missing")}</span>
            </>
          )}
        </button>
      ))}
    </div>
  );
}

interface TextsProps {
  label: string;
  language: Language;
  texts: Texts | undefined;
  onTexts: (texts: Texts) => void;
  rows?: number;
  hint?: string | undefined;
  disabled?: boolean | undefined;
  error?: string | undefined;
}

/** A text in one of its languages. */
export function TextsField({ language, texts = {}, onTexts, rows = 1, ...rest }: TextsProps) {
  const props = {
    ...rest,
    lang: language,
    value: texts[language] ?? "",
    onValue: (text: string) => {
      const others = Object.entries(texts).filter(([one]) => one !== language);
      onTexts(Object.fromEntries(text ? [...others, [language, text]] : others));
    },
  };
  return rows > 1 ? <Lines {...props} rows={rows} /> : <Line {...props} />;
}
