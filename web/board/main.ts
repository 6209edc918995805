// The board: signs in, then shows what the service tells until the user signs out.
import { CallFailed, get } from "./client.ts";
import { changes } from "./core/queries.ts";
import { live } from "./live.ts";
import { watchRelay } from "./relay.ts";
import { forget, keep, kept } from "./session.ts";
import type { Session } from "./session.ts";
import { BoardView } from "./view/board.ts";
import { showConnection } from "./view/connection.ts";
import { element, write } from "./view/page.ts";
import { RelayView } from "./view/relay.ts";
import { showSignInError, signInForm } from "./view/sign-in.ts";

const NO_ROLE = "This user may not read the board: the role interaction_integration_user is missing.";

const view = new BoardView();
const relayView = new RelayView((news) => view.announce(news));
let running = new AbortController();

/** Shows the board of this user until the session ends. */
function open(session: Session): void {
  keep(session);
  showPage("board");
  write(element("user-name"), session.name);
  showConnection({ kind: "connecting" });
  running = new AbortController();
  const signOut = (status: number) => close(status === 403 ? NO_ROLE : "The service does not take this sign-in any more. Sign in again.");
  void live(session, { show: (board) => view.show(board), tell: showConnection, signOut }, running.signal);
  void watchRelay(session, (relay) => relayView.show(relay), running.signal);
}

/** Back to the sign-in, and says why. */
function close(reason = ""): void {
  running.abort();
  forget();
  view.clear();
  relayView.clear();
  showPage("sign-in");
  showSignInError(reason);
}

function showPage(page: "board" | "sign-in"): void {
  element("board").hidden = page !== "board";
  element("user").hidden = page !== "board";
  element("connection").hidden = page !== "board";
  element("sign-in").hidden = page !== "sign-in";
  element(page === "board" ? "board-title" : "user-field").focus();
}

/** Tries the credentials; answers why they are not good, or nothing. */
async function signIn(session: Session): Promise<string> {
  try {
    await get(session, changes("latest", 0), 15, new AbortController().signal);
    open(session);
    return "";
  } catch (error) {
    const { status, retryAfter } = error instanceof CallFailed ? error : new CallFailed(0);
    if (status === 401) return session.authorization.startsWith("Basic") ? "The user or the password is wrong." : "The token is not valid.";
    if (status === 403) return NO_ROLE;
    if (status === 429) return `Too many tries. Try again in ${retryAfter ?? 60} seconds.`;
    return status === 0 ? "The service does not answer. Try again." : `The service answers ${status}. Try again.`;
  }
}

element("sign-out").addEventListener("click", () => close());
signInForm(signIn);
// Only in the build for the local run: see xtask/src/web.rs.
if (SAMPLE) {
  write(element("sample"), `Local run: the user ${SAMPLE.user} has the password ${SAMPLE.password}.`);
  element("sample").hidden = false;
}
const session = kept();
if (session) open(session);
else showPage("sign-in");
