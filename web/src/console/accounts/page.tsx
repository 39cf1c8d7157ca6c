import { useLoad } from "../../ui/load";
import { go, useQuery } from "../../ui/url";
import { consultantName, useAccount } from "../frame/account";
import { read } from "../frame/api";
import { PageHead } from "../frame/shell";
import { When } from "../frame/states";
import { Sign } from "../frame/sign";
import { named, t } from "../i18n";
import type { Account } from "../kit/types";
import { AccountDialog } from "./dialog";

/** Everybody who may log in, and their rights. */
export default function Accounts() {
  const { readOnly } = useAccount();
  const query = useQuery();
  const opened = query.get("account");
  const list = useLoad("accounts", (signal) => read<{ items: Account[] }>("/admin/accounts", { signal }));
  const close = () => go({ account: null }, "replace");
  return (
    <>
      <PageHead title={t("page.accounts")}>
        {!readOnly && (
          <button type="button" class="button primary" onClick={() => go({ account: "new" })}>
            <Sign name="plus" /> {t("accounts.invite")}
          </button>
        )}
      </PageHead>
      <p class="muted lead-in">{t("accounts.intro")}</p>
      <When of={list}>
        {({ items }) => (
          <>
            <AccountTable items={items} />
            {opened && (
              <AccountDialog
                key={opened}
                id={opened === "new" ? undefined : opened}
                onClose={close}
                onSaved={() => (close(), list.reload())}
              />
            )}
          </>
        )}
      </When>
    </>
  );
}

function AccountTable({ items }: { items: readonly Account[] }) {
  const { consultants } = useAccount();
  return (
    <table class="data panel" data-testid="accounts">
      <caption class="unseen">{t("page.accounts")}</caption>
      <thead>
        <tr>
          <th scope="col">{t("consultants.email")}</th>
          <th scope="col">{t("accounts.roles")}</th>
          <th scope="col">{t("accounts.consultant")}</th>
          <th scope="col">{t("accounts.state")}</th>
        </tr>
      </thead>
      <tbody>
        {items.map((one) => (
          <tr key={one.id} class={one.disabled ? "off" : undefined}>
            <th scope="row">
              <button type="button" class="link" onClick={() => go({ account: one.id })}>
                {one.email}
              </button>
            </th>
            <td data-label={t("accounts.roles")}>
              {one.roles.map((role) => named("accounts.role", role)).join(", ") || t("accounts.noRole")}
            </td>
            <td data-label={t("accounts.consultant")}>
              {one.consultantId ? consultantName(consultants, one.consultantId) : "–"}
            </td>
            <td data-label={t("accounts.state")}>
              <span class={`tag ${one.disabled ? "bad" : one.status === "invited" ? "warm" : "good"}`}>
                {named("accounts.status", one.disabled ? "disabled" : one.status)}
              </span>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
