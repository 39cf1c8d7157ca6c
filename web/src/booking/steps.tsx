import { t } from "../i18n";

/** Where one is: 1 time, 2 details, 3 confirmation. */
export function Steps({ at }: { at: 1 | 2 | 3 }) {
  const names = [t("steps.time"), t("steps.details"), t("steps.done")];
  return (
    <ol class="steps" aria-label={t("steps.label")}>
      {names.map((name, index) => (
        <li key={name} aria-current={index + 1 === at ? "step" : undefined} class={index + 1 < at ? "past" : ""}>
          <span class="steps-number" aria-hidden="true">
            {index + 1}
          </span>
          <span class="steps-name">{name}</span>
        </li>
      ))}
    </ol>
  );
}
