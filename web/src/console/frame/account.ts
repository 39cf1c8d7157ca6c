import { createContext } from "preact";
import { useContext } from "preact/hooks";

import type { Site } from "../../api/types";
import type { Capability, Me, StaffConsultant } from "./types";

/** The account that is logged in, and what every page needs to know. */
export interface Account {
  me: Me;
  site: Site;
  /** Empty until they are here; without a right to them, too. */
  consultants: readonly StaffConsultant[];
  /** The zone in which days and times are shown: the reader's own. */
  zone: string;
  /** Whether the account has a capability. Viewing as somebody else gives none that changes anything. */
  can: (capability: Capability) => boolean;
  /** Viewing as a consultant: nothing can be changed. */
  readOnly: boolean;
}

export const AccountContext = createContext<Account | undefined>(undefined);

export function useAccount(): Account {
  const account = useContext(AccountContext);
  if (!account) throw new Error("no account around this page");
  return account;
}

/** A consultant's name; the id if the list doesn't have it. */
export function consultantName(consultants: readonly StaffConsultant[], id: string): string {
  const found = consultants.find((it) => it.id === id);
  return found ? `${found.firstName} ${found.lastName}` : id;
}
