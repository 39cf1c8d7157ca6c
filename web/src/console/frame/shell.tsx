import type { ComponentType } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";

import type { Language } from "../../i18n";
import { useLoad } from "../../ui/load";
import { hasMoved, usePath, visit } from "../../ui/url";
import { t } from "../i18n";
import { type PageEntry, type PageProps, pageAt, PAGES, pathOf } from "../pages";
import { searchParameter } from "../bookings/filters";
import { useAccount } from "./account";
import { AccountMenu } from "./account-menu";
import { viewAs } from "./api";
import { Commands } from "./commands";
import { Help } from "./help";
import { useKeys } from "./keys";
import { BottomBar, SideBar } from "./menu";
import { Sign } from "./sign";
import { Empty, Failure, Loading, NoRight, useOnline } from "./states";

/** Links inside the console change the page without loading it anew. */
function follow(event: MouseEvent) {
  if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey) return;
  const link = (event.target as Element | null)?.closest?.("a[href]");
  if (!(link instanceof HTMLAnchorElement) || link.target || link.origin !== location.origin) return;
  if (!/^\/console(\/|$)/.test(link.pathname)) return;
  event.preventDefault();
  if (link.href !== location.href) visit(link.pathname + link.search);
  scrollTo(0, 0);
}

/** Search, menu and the page in between. */
export function Shell({ onLanguage }: { onLanguage: (language: Language) => void }) {
  const path = usePath();
  const [dialog, setDialog] = useState<"commands" | "help">();
  const found = pageAt(path);
  useEffect(() => {
    document.addEventListener("click", follow);
    return () => document.removeEventListener("click", follow);
  }, []);
  const to = (page: string) => () => PAGES.some((it) => it.path === page) && visit(pathOf(page));
  useKeys({
    "/": () => document.querySelector<HTMLInputElement>("#search")?.focus(),
    n: to("new"),
    t: to(""),
    "g b": to("bookings"),
    "g c": to("calendar"),
    "?": () => setDialog("help"),
    "Mod+k": () => setDialog("commands"),
  });
  return (
    <div class="console">
      <a class="skip" href="#main" onClick={(event) => (event.preventDefault(), focusHeading())}>
        {t("frame.skip")}
      </a>
      <SideBar active={found?.entry.path} />
      <div class="console-body">
        <TopBar onLanguage={onLanguage} onCommands={() => setDialog("commands")} onHelp={() => setDialog("help")} />
        <Banners />
        <main id="main">{found ? <OnePage key={found.entry.path} {...found} /> : <NotFound />}</main>
      </div>
      <BottomBar active={found?.entry.path} />
      {dialog === "commands" && <Commands onClose={() => setDialog(undefined)} />}
      {dialog === "help" && <Help onClose={() => setDialog(undefined)} />}
    </div>
  );
}

function focusHeading() {
  document.querySelector<HTMLElement>("main h1, main h2")?.focus();
}

interface TopBarProps {
  onLanguage: (language: Language) => void;
  onCommands: () => void;
  onHelp: () => void;
}

function TopBar({ onLanguage, onCommands, onHelp }: TopBarProps) {
  const { can, readOnly } = useAccount();
  const hasSearch = PAGES.some(({ path }) => path === "bookings") && can("see_bookings");
  const hasNew = PAGES.some(({ path }) => path === "new") && can("change_bookings") && !readOnly;
  return (
    <header class="top-bar">
      {hasSearch ? <Search /> : <span class="spring" />}
      <button type="button" class="button icon-only wide-only" onClick={onCommands}>
        <span class="unseen">{t("command.open")} </span>
        <kbd>{/Mac|iP/.test(navigator.platform) ? "⌘K" : "Ctrl K"}</kbd>
      </button>
      {hasNew && (
        <a class="button primary new-booking" href={pathOf("new")}>
          <Sign name="plus" />
          <span>{t("page.new")}</span>
        </a>
      )}
      <AccountMenu onLanguage={onLanguage} onHelp={onHelp} />
    </header>
  );
}

/** Searches the bookings. The words go to the list by way of this tab alone: an address in an address would be logged. */
function Search() {
  const [text, setText] = useState("");
  return (
    <form
      class="search"
      role="search"
      onSubmit={(event) => {
        event.preventDefault();
        visit(`${pathOf("bookings")}?${new URLSearchParams({ q: searchParameter(text) })}`);
      }}
    >
      <Sign name="search" />
      <input
        id="search"
        type="search"
        aria-label={t("frame.search")}
        placeholder={t("frame.search")}
        autocomplete="off"
        maxLength={200}
        value={text}
        onInput={(event) => setText(event.currentTarget.value)}
        onKeyDown={(event) => event.key === "Escape" && event.currentTarget.blur()}
      />
    </form>
  );
}

function Banners() {
  const { me, consultants } = useAccount();
  const online = useOnline();
  const viewed = me.viewedAs && consultants.find(({ id }) => id === me.viewedAs);
  return (
    <>
      {!online && (
        <p class="banner warm" role="status">
          {t("frame.offline")}
        </p>
      )}
      {me.viewedAs && (
        <p class="banner">
          {t("frame.viewAs", { name: viewed ? `${viewed.firstName} ${viewed.lastName}` : me.viewedAs })}{" "}
          <button type="button" class="button" onClick={() => (viewAs(undefined), location.reload())}>
            {t("frame.viewAsEnd")}
          </button>
        </p>
      )}
    </>
  );
}

const NotFound = () => (
  <Empty title={t("frame.notFound")} text={t("frame.notFoundText")}>
    <a class="button" href={pathOf("")}>
      {t("frame.toStart")}
    </a>
  </Empty>
);

function OnePage({ entry, rest }: { entry: PageEntry; rest: readonly string[] }) {
  const { can, site } = useAccount();
  const title = t(entry.label);
  const { company } = site;
  useEffect(() => {
    document.title = [title, company].filter(Boolean).join(" · ");
  }, [title, company]);
  const code = useLoad<{ Page: ComponentType<PageProps> }>(entry.path, async () => ({
    Page: (await entry.load()).default,
  }));
  if (!can(entry.right)) return <NoRight />;
  if (code.error !== undefined) return <Failure error={code.error} retry={() => location.reload()} />;
  if (!code.data) return <Loading />;
  const { Page } = code.data;
  return <Page rest={rest} />;
}

interface HeadProps {
  title: string;
  /** Beside the title: what can be done on the page. */
  children?: preact.ComponentChildren;
}

/** The head of a page. It takes the focus when the page changes, so that screen readers say where they are. */
export function PageHead({ title, children }: HeadProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (hasMoved()) heading.current?.focus({ preventScroll: true });
  }, []);
  return (
    <div class="page-title">
      <h1 ref={heading} tabIndex={-1}>
        {title}
      </h1>
      {children}
    </div>
  );
}
