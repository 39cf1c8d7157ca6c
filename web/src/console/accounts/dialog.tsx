import { useState } from "preact/hooks";

import { isEmail } from "../../ui/email";
import { useLoad } from "../../ui/load";
import { useAccount } from "../frame/account";
import { newKey, request } from "../frame/api";
import { Dialog } from "../frame/dialog";
import { When } from "../frame/states";
import { say } from "../frame/toast";
import { named, t } from "../i18n";
import { Choice, Line, Tick, Ticks } from "../kit/fields";
import { faultAt, SaveBar, useSaving } from "../kit/save";
import type { Account, Role, Schemas } from "../kit/types";

const ROLES: readonly Role[] = ["admin", "manager", "consultant", "viewer"];

type Rights = Schemas["AccountRequest"];

interface AccountDialogProps {
  /** Undefined for an invitation. */
  id: string | undefined;
  onClose: () => void;
  onSaved: () => void;
}

/** One account: inviting it, or changing what it may do. */
export function AccountDialog({ id, onClose, onSaved }: AccountDialogProps) {
  const path = `/admin/accounts/${encodeURIComponent(id ?? "")}`;
  const found = useLoad<{ data?: Account; etag?: string }>(path, (signal) =>
    id ? request<Account>("GET", path, { signal }) : Promise.resolve({}),
  );
  return (
    <Dialog title={id ? (found.data?.data?.email ?? t("account.menu")) : t("accounts.invite")} onClose={onClose}>
      <When of={found} lines={3}>
        {({ data, etag }) => (
          <AccountForm key={etag ?? "new"} account={data} etag={etag} onReload={found.reload} onSaved={onSaved} />
        )}
      </When>
    </Dialog>
  );
}

const rightsOf = (account: Account | undefined): Rights => ({
  roles: account?.roles ?? [],
  assists: account?.assists ?? [],
  contact: account?.contact ?? false,
  disabled: account?.disabled ?? false,
  ...(account?.consultantId && { consultantId: account.consultantId }),
});

interface AccountFormProps {
  account: Account | undefined;
  etag: string | undefined;
  onReload: () => void;
  onSaved: () => void;
}

function AccountForm({ account, etag, onReload, onSaved }: AccountFormProps) {
  const { consultants, me } = useAccount();
  const [rights, setRights] = useState(rightsOf(account));
  const [email, setEmail] = useState("");
  const saving = useSaving();
  const set = (change: Partial<Rights>) => setRights({ ...rights, ...change });
  const dirty = account ? JSON.stringify(rights) !== JSON.stringify(rightsOf(account)) : isEmail(email.trim());
  const names = consultants.map(({ id, firstName, lastName }) => [id, `${firstName} ${lastName}`] as const);
  const save = () =>
    saving.run(async () => {
      if (account) {
        const path = `/admin/accounts/${encodeURIComponent(account.id)}`;
        await request("PUT", path, { body: rights, ifMatch: etag });
        say(t("accounts.saved"));
      } else {
        await request("POST", "/admin/accounts", { body: { ...rights, email: email.trim() }, key: newKey() });
        say(t("accounts.invited", { address: email.trim() }));
      }
      onSaved();
    });
  const { consultantId, ...others } = rights;
  return (
    <form onSubmit={(event) => (event.preventDefault(), dirty && save())}>
      {!account && (
        <Line
          label={t("consultants.email")}
          type="email"
          value={email}
          onValue={setEmail}
          hint={t("accounts.addressHint")}
          error={faultAt(saving.failure, "/email")}
        />
      )}
      <fieldset class="choice">
        <legend>{t("accounts.roles")}</legend>
        {ROLES.map((role) => (
          <Tick
            key={role}
            checked={rights.roles.includes(role)}
            onChecked={(on) => set({ roles: ROLES.filter((one) => (one === role ? on : rights.roles.includes(one))) })}
            hint={named("accounts.may", role)}
          >
            {named("accounts.role", role)}
          </Tick>
        ))}
      </fieldset>
      <Choice
        label={t("accounts.consultant")}
        hint={t("accounts.consultantHint")}
        value={consultantId ?? ""}
        choices={[["", t("accounts.noConsultant")], ...names]}
        onValue={(value) => setRights(value ? { ...others, consultantId: value } : others)}
      />
      <details>
        <summary>{t("accounts.more")}</summary>
        <Ticks
          label={t("accounts.assists")}
          choices={names}
          chosen={rights.assists ?? []}
          onChosen={(assists) => set({ assists })}
        />
        {rights.roles.includes("viewer") && (
          <Tick checked={rights.contact ?? false} onChecked={(contact) => set({ contact })}>
            {t("accounts.contact")}
          </Tick>
        )}
      </details>
      {account && account.id !== me.accountId && (
        <Tick
          checked={rights.disabled ?? false}
          onChecked={(disabled) => set({ disabled })}
          hint={t("accounts.disabledHint")}
        >
          {t("accounts.disabled")}
        </Tick>
      )}
      <SaveBar
        saving={saving}
        dirty={dirty}
        onSave={save}
        onReload={onReload}
        label={account ? t("action.save") : t("accounts.send")}
      />
    </form>
  );
}
