import { Detail } from "../booking/detail";
import type { PageProps } from "../pages";
import { List } from "./list";

/** The list of bookings, or one of them. */
export default function Bookings({ rest }: PageProps) {
  const [reference] = rest;
  return reference ? <Detail key={reference} reference={reference} /> : <List />;
}
