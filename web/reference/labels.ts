// Gives Swagger UI what it leaves out for keyboards and screen readers. React keeps attributes that it has not set itself.

/** What has no name of its own, and its name. */
const NAMES: [string, string][] = [
  [".information-container", "About the API"],
  [".scheme-container", "Server and credentials"],
  [".swagger-ui .filter", "Filter"],
  [".close-modal", "Close"],
  ["#servers", "Server"],
  [".examples-select-element", "Example"],
  ["select.content-type", "Media type"],
  [".parameters select", "Value"],
  [".body-param__text", "Request body"],
  ["textarea", "Value"],
  [".parameters input", "Value"],
];

/** What scrolls, and so has to be reached by the keyboard. */
const SCROLLS = ".microlight, .highlight-code pre, .headers-wrapper, .renderedMarkdown table";

/** What has another place among the landmarks and headings than on a page of its own. */
const PLACES: [string, string, string][] = [
  [".information-container", "role", "region"],
  [".scheme-container", "role", "region"],
  [".swagger-ui .filter", "role", "search"],
  [".opblock-tag, .models > h4, .modal-ux-header h3", "aria-level", "2"],
  [".opblock h4, .auth-container h4", "aria-level", "3"],
  [".opblock h5, .auth-container h6, .auth-container h2", "aria-level", "4"],
];

/** The links of operations stand within buttons. The buttons do the same, and put the link into the address. */
const WITHIN_BUTTONS = ".opblock-summary-control a[href]";

/** Their names are not what they show, so nobody could call them by voice. */
const MISNAMED = ".auth-btn-wrapper [aria-label]";

function complete(root: HTMLElement): void {
  for (const [selector, name] of NAMES) {
    for (const element of root.querySelectorAll(`:is(${selector}):not([aria-label])`)) element.setAttribute("aria-label", name);
  }
  for (const element of root.querySelectorAll(SCROLLS)) if (!element.hasAttribute("tabindex")) element.setAttribute("tabindex", "0");
  for (const [selector, name, value] of PLACES) {
    for (const element of root.querySelectorAll(`:is(${selector}):not([${name}])`)) element.setAttribute(name, value);
  }
  for (const button of root.querySelectorAll(MISNAMED)) button.removeAttribute("aria-label");
  for (const link of root.querySelectorAll(WITHIN_BUTTONS)) link.removeAttribute("href");
}

/** Completes what is there, and what comes. */
export function keepComplete(root: HTMLElement): void {
  new MutationObserver(() => complete(root)).observe(root, { childList: true, subtree: true });
}
