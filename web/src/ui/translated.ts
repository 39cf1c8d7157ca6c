import { options, type VNode } from "preact";

/** The element that a browser has put in the place of a text, and the text as it was then. */
interface Translation {
  element: Element;
  of: string;
}

const translations = new WeakMap<Node, Translation>();

const isFont = (node: Node | null): node is Element => node?.nodeName === "FONT";

/**
 * Keeps a page true that its browser translates. A translation takes the place of a text as a `<font>` of its own, and
 * Preact goes on changing the text, which stands nowhere: times would show under the day before. So a text that
 * changes takes its place back (and is translated anew), and one that goes takes its translation along.
 */
export function followTranslations(root: Node) {
  new MutationObserver((records) => records.forEach(note)).observe(root, { childList: true, subtree: true });
  const { diffed, unmount } = options;
  options.diffed = (vnode) => {
    diffed?.(vnode);
    restore(vnode);
  };
  options.unmount = (vnode) => {
    unmount?.(vnode);
    const text = textOf(vnode);
    if (text) translations.get(text)?.element.remove();
  };
}

function note({ addedNodes, removedNodes, previousSibling, nextSibling }: MutationRecord) {
  const element = [...addedNodes, previousSibling, nextSibling].find(isFont);
  for (const node of removedNodes) {
    if (element && node instanceof Text && !node.isConnected) translations.set(node, { element, of: node.data });
  }
}

/** The text node of a text's vnode: Preact names the field so in every build. */
function textOf(vnode: VNode): Text | undefined {
  const dom = (vnode as VNode & { __e?: unknown }).__e;
  return dom instanceof Text ? dom : undefined;
}

function restore(vnode: VNode) {
  const text = textOf(vnode);
  const translation = text && translations.get(text);
  if (!translation || text.data === translation.of) return;
  translations.delete(text);
  translation.element.replaceWith(text);
}
