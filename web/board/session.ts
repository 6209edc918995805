// Who is signed in: kept in the storage of this tab alone, which ends with the tab.

const KEY = "help-board.session";

export interface Session {
  /** The header `Authorization`. */
  readonly authorization: string;
  /** What the page calls the user. */
  readonly name: string;
}

export function withPassword(user: string, password: string): Session {
  const bytes = new TextEncoder().encode(`${user}:${password}`);
  return { authorization: `Basic ${btoa(String.fromCharCode(...bytes))}`, name: user };
}

export function withToken(token: string): Session {
  return { authorization: `Bearer ${token}`, name: subjectOf(token) };
}

/** The subject of a JWT, to show it. The service alone checks the token. */
function subjectOf(token: string): string {
  try {
    const payload = (token.split(".")[1] ?? "").replaceAll("-", "+").replaceAll("_", "/");
    const bytes = Uint8Array.from(atob(payload), (character) => character.charCodeAt(0));
    const { sub } = JSON.parse(new TextDecoder().decode(bytes)) as { sub?: unknown };
    return typeof sub === "string" && sub ? sub : "token";
  } catch {
    return "token";
  }
}

export function kept(): Session | null {
  try {
    const session = JSON.parse(sessionStorage.getItem(KEY) ?? "null") as Partial<Session> | null;
    return session?.authorization ? { authorization: session.authorization, name: session.name ?? "" } : null;
  } catch {
    return null;
  }
}

export const keep = (session: Session): void => sessionStorage.setItem(KEY, JSON.stringify(session));
export const forget = (): void => sessionStorage.removeItem(KEY);
