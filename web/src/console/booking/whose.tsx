import { consultantName, useAccount } from "../frame/account";
import { t } from "../i18n";

interface WhoseProps {
  /** The booking's consultant. */
  own: string;
  value: string;
  onValue: (consultant: string) => void;
}

/** Whose times are shown: the booking's consultant's, a colleague's, or those of anyone who is free. */
export function Whose({ own, value, onValue }: WhoseProps) {
  const { consultants, can } = useAccount();
  return (
    <label class="filter">
      <span>{t("move.whose")}</span>
      <select value={value} data-testid="move-consultant" onChange={(event) => onValue(event.currentTarget.value)}>
        <option value={own}>{consultantName(consultants, own)}</option>
        {can("reassign") && (
          <>
            <option value="any">{t("move.anyone")}</option>
            {consultants
              .filter(({ id, archived }) => id !== own && !archived)
              .map(({ id, firstName, lastName }) => (
                <option key={id} value={id}>
                  {firstName} {lastName}
                </option>
              ))}
          </>
        )}
      </select>
    </label>
  );
}
