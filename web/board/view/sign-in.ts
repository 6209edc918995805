// The form of the sign-in.
import { withPassword, withToken } from "../session.ts";
import type { Session } from "../session.ts";
import { element, write } from "./page.ts";

/** Calls `signIn` with what was filled in. What it answers is shown as an error; empty is none. */
export function signInForm(signIn: (session: Session) => Promise<string>): void {
  const form = element<HTMLFormElement>("sign-in-form");
  const button = form.querySelector("button");
  const field = (id: string) => element<HTMLInputElement>(id);
  const isWithToken = () => new FormData(form).get("way") === "token";
  const showFields = () => {
    element("with-password").hidden = isWithToken();
    element("with-token").hidden = !isWithToken();
  };
  form.addEventListener("change", showFields);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (button?.getAttribute("aria-disabled") === "true") return;
    const isToken = isWithToken();
    const needed = (isToken ? ["token-field"] : ["user-field", "password-field"]).map(field);
    const empty = needed.find(({ value }) => value.trim() === "");
    if (empty) {
      showSignInError(isToken ? "Give a token." : "Give a user and a password.");
      return empty.focus();
    }
    // Not `disabled`, which would take the focus away.
    button?.setAttribute("aria-disabled", "true");
    showSignInError("");
    const session = isToken ? withToken(field("token-field").value.trim()) : withPassword(field("user-field").value.trim(), field("password-field").value);
    const error = await signIn(session);
    button?.setAttribute("aria-disabled", "false");
    if (!error) {
      form.reset();
      return showFields();
    }
    showSignInError(error);
    needed.at(-1)?.focus();
  });
}

export function showSignInError(text: string): void {
  write(element("sign-in-error"), text);
}
