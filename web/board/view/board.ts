// The board on the page.
import { now as serviceNow } from "../clock.ts";
import { announcement } from "../core/announcements.ts";
import type { Shown } from "../core/announcements.ts";
import { EMPTY } from "../core/board.ts";
import type { Board } from "../core/board.ts";
import { byKind, given, hours, today, waiting } from "../core/figures.ts";
import { MOST_SHOWN } from "../core/queries.ts";
import { KINDS, KIND_NAMES } from "../core/records.ts";
import type { Call, HelpAction, HelpRequest, Kind } from "../core/records.ts";
import { MINUTE, SECOND, elapsedText } from "../core/time.ts";
import { List } from "./list.ts";
import type { Item } from "./list.ts";
import { copyOf, element, part, write } from "./page.ts";
import { Plot } from "./plot.ts";
import { thresholds } from "./thresholds.ts";
import type { Thresholds } from "./thresholds.ts";

/** The least time between two announcements to a screen reader. */
const QUIET = 10 * SECOND;

/** The number of an interaction that is new on the board is read a moment later. */
const UNNAMED: Call = { number: "…", about: "" };

export class BoardView {
  readonly #waiting = new List(element("waiting"), "Nobody waits.", "help requests");
  readonly #plot = new Plot();
  readonly #kinds = byKind(kindSection);
  #board: Board | null = null;
  #requests: HelpRequest[] = [];
  #actions: Record<Kind, HelpAction[]> = byKind(() => []);
  #limits: Thresholds = { waiting: Infinity, help: Infinity };
  #told: Shown | null = null;
  #announcedAt = 0;
  #news = "";
  #minute = 0;

  constructor() {
    thresholds((limits) => {
      this.#limits = limits;
      // The reader knows that something else counts as too long now.
      this.#told = null;
      this.tick();
    });
    setInterval(() => this.tick(), SECOND);
  }

  /** Takes all records off the page, for another user. */
  clear(): void {
    this.show(EMPTY);
    [this.#board, this.#told, this.#news] = [null, null, ""];
    write(element("announcer"), "");
    element("board").classList.add("is-unread");
  }

  show(board: Board): void {
    this.#board = board;
    element("board").classList.remove("is-unread");
    this.#requests = waiting(board);
    this.#actions = given(board);
    this.#waiting.show(this.#requests.map((request) => requestItem(board, request)));
    for (const kind of KINDS) {
      const actions = this.#actions[kind];
      this.#kinds[kind].list.show(actions.map((action) => actionItem(board, action)));
      write(this.#kinds[kind].count, String(actions.length));
    }
    this.#showDay(serviceNow());
    this.tick();
  }

  /** Writes all that the time changes. */
  tick(): void {
    if (!this.#board) return;
    const now = serviceNow();
    if (Math.floor(now / MINUTE) !== this.#minute) this.#showDay(now);
    this.#waiting.tick(now, this.#limits.waiting);
    for (const kind of KINDS) this.#kinds[kind].list.tick(now, this.#limits.help);
    const open = Object.values(this.#actions).flat();
    const tooLong = open.filter(({ start }) => now - start > this.#limits.help);
    const [longest] = this.#requests;
    write(element("waiting-count"), count(this.#requests.length));
    write(element("waiting-note"), longest ? `longest ${elapsedText(now - longest.created)}` : "");
    element("waiting-note").classList.toggle("alarm", longest !== undefined && now - longest.created > this.#limits.waiting);
    write(element("open-count"), count(open.length));
    write(element("open-note"), tooLong.length > 0 ? `${tooLong.length} too long` : "");
    element("open-note").classList.toggle("alarm", tooLong.length > 0);
    document.title = this.#requests.length > 0 ? `(${this.#requests.length}) Help board` : "Help board";
    this.#announce(now, { waiting: ids(this.#requests), open: ids(open), tooLong: ids(tooLong) });
  }

  /** Tells a screen reader, together with the next changes of the lists. What was not told yet is replaced: it is no longer so. */
  announce(news: string): void {
    if (news) this.#news = news;
  }

  #showDay(now: number): void {
    if (!this.#board) return;
    this.#minute = Math.floor(now / MINUTE);
    const { requests, actions, average } = today(this.#board, now);
    write(element("requests-today"), String(requests));
    write(element("helps-today"), String(actions));
    write(element("average-today"), average === null ? "–" : elapsedText(average));
    this.#plot.show(hours(this.#board, now));
  }

  #announce(now: number, shown: Shown): void {
    if (!this.#told) this.#told = shown;
    if (now - this.#announcedAt < QUIET) return;
    const text = [announcement(this.#told, shown), this.#news].filter(Boolean).join(" ");
    this.#news = "";
    this.#told = shown;
    if (!text) return;
    this.#announcedAt = now;
    write(element("announcer"), text);
  }
}

function kindSection(kind: Kind): { list: List; count: HTMLElement } {
  const section = part(copyOf("kind"), ".kind");
  part(section, ".swatch").dataset.kind = kind;
  part(section, ".kind-name").textContent = KIND_NAMES[kind];
  section.dataset.kind = kind;
  element("given").append(section);
  return { list: new List(section, "None.", `of ${KIND_NAMES[kind]}`), count: part(section, ".count") };
}

function requestItem({ calls }: Board, { id, interaction, reason, openedBy, created }: HelpRequest): Item {
  const call = calls.get(interaction) ?? UNNAMED;
  return { id, number: call.number, who: openedBy, about: reason || call.about, since: created };
}

function actionItem({ calls }: Board, { id, interaction, start }: HelpAction): Item {
  const { number, about } = calls.get(interaction) ?? UNNAMED;
  return { id, number, who: "", about, since: start };
}

const ids = (records: readonly { id: string }[]): ReadonlySet<string> => new Set(records.map(({ id }) => id));

/** More than a list holds are not all read. */
const count = (number: number): string => (number >= MOST_SHOWN ? `${number}+` : String(number));
