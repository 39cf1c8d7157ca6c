import { useState } from "preact/hooks";

import { named, t } from "../i18n";
import { Line, Tick, Ticks } from "../kit/fields";
import type { Rules, WorkingTimeDraft } from "../kit/types";
import { numbersOf, withRule } from "./hours";

interface RulesProps {
  draft: WorkingTimeDraft;
  onDraft: (draft: WorkingTimeDraft) => void;
}

const NUMBERS = [
  ["minimumNoticeHours", 0, 8760],
  ["maximumAdvanceDays", 1, 730],
  ["bufferBeforeMinutes", 0, 120],
  ["bufferAfterMinutes", 0, 120],
  ["gridMinutes", 5, 1440],
  ["dailyLimit", 1, 288],
] as const;

/** How clients may book. */
export function RulesForm({ draft, onDraft }: RulesProps) {
  const { rules } = draft;
  const set = (change: Partial<Rules>) => onDraft(withRule(draft, change));
  return (
    <section class="panel padded" aria-labelledby="rules-title">
      <h2 id="rules-title">{t("hours.rules")}</h2>
      <Tick checked={rules.acceptingBookings ?? true} onChecked={(acceptingBookings) => set({ acceptingBookings })}>
        {t("hours.accepting")}
      </Tick>
      <div class="two">
        {NUMBERS.map(([name, min, max]) => (
          <Line
            key={name}
            label={t(`hours.${name}`)}
            type="number"
            min={min}
            max={max}
            value={String(rules[name] ?? "")}
            onValue={(value) => {
              if (value !== "") set({ [name]: Number(value) });
              else if (name === "dailyLimit") set({ dailyLimit: null });
            }}
          />
        ))}
        <Durations rules={rules} onRules={set} />
        <Line label={t("hours.zone")} value={draft.timezone} onValue={(timezone) => onDraft({ ...draft, timezone })} />
      </div>
      <Ticks
        label={t("hours.meetingTypes")}
        chosen={rules.meetingTypes ?? []}
        choices={(["video", "phone", "in_person"] as const).map((type) => [type, named("meetingType", type)] as const)}
        onChosen={(meetingTypes) => set({ meetingTypes })}
      />
      {(rules.meetingTypes ?? []).includes("in_person") && (
        <Line label={t("hours.location")} value={rules.location ?? ""} onValue={(location) => set({ location })} />
      )}
    </section>
  );
}

/** A list while it is typed; it counts once every part is a number. */
function Durations({ rules, onRules }: { rules: Rules; onRules: (change: Partial<Rules>) => void }) {
  const [text, setText] = useState((rules.durations ?? []).join(", "));
  return (
    <Line
      label={t("hours.durations")}
      value={text}
      error={numbersOf(text) ? undefined : t("hours.durationsFault")}
      onValue={(value) => {
        setText(value);
        const durations = numbersOf(value);
        if (durations) onRules({ durations });
      }}
    />
  );
}
