import { useMemo } from "preact/hooks";

import type { Site } from "../api/types";
import type { Language } from "../i18n";
import { browserZone } from "../time/zones";
import { useLoad } from "../ui/load";
import { type Account, AccountContext } from "./frame/account";
import { read } from "./frame/api";
import { SessionOver } from "./frame/entrance";
import { Shell } from "./frame/shell";
import { When } from "./frame/states";
import { Toasts } from "./frame/toast";
import type { Me, StaffConsultant } from "./frame/types";

interface AppProps {
  site: Site;
  onLanguage: (language: Language) => void;
}

/** The console, once there is a session. */
export function App({ site, onLanguage }: AppProps) {
  const me = useLoad("me", (signal) => read<Me>("/admin/me", { signal }));
  return (
    <>
      <When of={me}>{(data) => <Inside me={data} site={site} onLanguage={onLanguage} />}</When>
      <Toasts />
      <SessionOver />
    </>
  );
}

function Inside({ me, site, onLanguage }: AppProps & { me: Me }) {
  const consultants = useLoad("consultants", (signal) =>
    read<{ consultants: StaffConsultant[] }>("/admin/consultants", { signal }),
  );
  const list = consultants.data?.consultants;
  const account = useMemo((): Account => {
    const rights = new Set(me.can);
    return {
      me,
      site,
      consultants: list ?? [],
      zone: browserZone(),
      can: (capability) => rights.has(capability),
      readOnly: me.viewedAs !== undefined,
    };
  }, [me, site, list]);
  return (
    <AccountContext.Provider value={account}>
      <Shell onLanguage={onLanguage} />
    </AccountContext.Provider>
  );
}
