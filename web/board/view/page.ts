// The page's elements.

/** The element of the page with this id. */
export function element<E extends HTMLElement = HTMLElement>(id: string): E {
  const found = document.getElementById(id);
  if (!found) throw new Error(`the page has no #${id}`);
  return found as E;
}

/** A part of an element. */
export function part<E extends HTMLElement = HTMLElement>(of: ParentNode, selector: string): E {
  const found = of.querySelector<E>(selector);
  if (!found) throw new Error(`there is no ${selector}`);
  return found;
}

/** A copy of what a template holds. */
export function copyOf(id: string): DocumentFragment {
  return element<HTMLTemplateElement & HTMLElement>(id).content.cloneNode(true) as DocumentFragment;
}

/** Writes a text, as text. Leaves the page alone where it is there already: 500 times are written each second. */
export function write(into: HTMLElement, text: string): void {
  if (into.textContent !== text) into.textContent = text;
}
