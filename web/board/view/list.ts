// A list of records, each with how long it lasts. An element stays that of its record, so that the focus and the reader's place
// stay where they are.
import { elapsedText } from "../core/time.ts";
import { copyOf, part, write } from "./page.ts";

/** How many are shown until somebody asks for all. */
const SHOWN_FIRST = 50;

export interface Item {
  readonly id: string;
  /** What people call its interaction. */
  readonly number: string;
  /** Who asks; empty if that is not known. */
  readonly who: string;
  readonly about: string;
  /** Since when it lasts. */
  readonly since: number;
}

interface Shown {
  readonly element: HTMLElement;
  readonly number: HTMLElement;
  readonly who: HTMLElement;
  readonly about: HTMLElement;
  readonly elapsed: HTMLElement;
  readonly mark: HTMLElement;
  item: Item;
}

export class List {
  readonly #none: HTMLElement;
  readonly #rows: HTMLElement;
  readonly #more: HTMLButtonElement;
  readonly #noun: string;
  #shown = new Map<string, Shown>();
  #items: readonly Item[] = [];
  #showsAll = false;

  /** `none` is said where there is nothing; `noun` is what the button that shows all calls them. */
  constructor(into: HTMLElement, none: string, noun: string) {
    const list = copyOf("list");
    this.#none = part(list, ".none");
    this.#rows = part(list, ".rows");
    this.#more = part<HTMLButtonElement>(list, ".more");
    this.#noun = noun;
    this.#none.textContent = none;
    this.#more.addEventListener("click", () => {
      this.#showsAll = !this.#showsAll;
      this.show(this.#items);
      this.tick(this.#last.now, this.#last.limit);
    });
    into.append(list);
  }

  #last = { now: 0, limit: Infinity };

  /** Shows these, in this order. */
  show(items: readonly Item[]): void {
    this.#items = items;
    const visible = this.#showsAll ? items : items.slice(0, SHOWN_FIRST);
    const before = this.#shown;
    this.#shown = new Map(visible.map((item) => [item.id, before.get(item.id) ?? newRow(item)]));
    for (const [id, { element }] of before) if (!this.#shown.has(id)) element.remove();
    let place = this.#rows.firstElementChild;
    for (const item of visible) {
      const shown = this.#shown.get(item.id);
      if (!shown) continue;
      shown.item = item;
      write(shown.number, item.number);
      write(shown.who, item.who);
      write(shown.about, item.about);
      if (shown.element === place) place = place.nextElementSibling;
      else this.#rows.insertBefore(shown.element, place);
    }
    this.#none.hidden = items.length > 0;
    this.#rows.hidden = items.length === 0;
    this.#more.hidden = items.length <= SHOWN_FIRST;
    write(this.#more, this.#showsAll ? `Show the first ${SHOWN_FIRST} ${this.#noun}` : `Show all ${items.length} ${this.#noun}`);
  }

  /** Writes how long each lasts, and marks those that last longer than `limit` milliseconds. */
  tick(now: number, limit: number): void {
    this.#last = { now, limit };
    for (const { element, elapsed, mark, item } of this.#shown.values()) {
      const lasts = now - item.since;
      write(elapsed, elapsedText(lasts));
      const isLong = lasts > limit;
      if (mark.hidden === isLong) {
        mark.hidden = !isLong;
        element.classList.toggle("long", isLong);
      }
    }
  }
}

function newRow(item: Item): Shown {
  const row = copyOf("row");
  const shown = {
    element: part(row, ".row"),
    number: part(row, ".number"),
    who: part(row, ".who"),
    about: part(row, ".about"),
    elapsed: part(row, ".elapsed"),
    mark: part(row, ".mark"),
    item,
  };
  shown.element.dataset.id = item.id;
  return shown;
}
