import "../styles/pages/booking.css";

import { start } from "../ui/start";
import { App } from "./app";
import { withPresentNames } from "./route";

history.replaceState(history.state, "", location.pathname + withPresentNames(location.search) + location.hash);
void start(App);
