// The plot of the last 24 hours, and the same as a table.
import uPlot from "uplot";
import type { Hour } from "../core/figures.ts";
import { KINDS, KIND_NAMES } from "../core/records.ts";
import { HOUR, clockText } from "../core/time.ts";
import { element, part, write } from "./page.ts";

const HEIGHT = 220;

export class Plot {
  readonly #into = element("plot");
  readonly #hour = element("plot-hour");
  #hours: readonly Hour[] = [];
  #plot: uPlot | null = null;

  constructor() {
    for (const kind of KINDS) {
      const [entry, swatch] = [document.createElement("li"), document.createElement("span")];
      [swatch.className, swatch.dataset.kind] = ["swatch", kind];
      entry.append(swatch, KIND_NAMES[kind]);
      element("legend").append(entry);
    }
    new ResizeObserver(() => this.#plot?.setSize({ width: this.#into.clientWidth, height: HEIGHT })).observe(this.#into);
    // A canvas does not follow the page's colours.
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.#draw());
  }

  show(hours: readonly Hour[]): void {
    this.#hours = hours;
    this.#fillTable();
    if (this.#plot) this.#plot.setData(stacked(hours));
    else this.#draw();
  }

  #draw(): void {
    this.#plot?.destroy();
    const colours = getComputedStyle(document.documentElement);
    const colour = (name: string) => colours.getPropertyValue(`--${name}`).trim();
    const [text, line] = [colour("muted"), colour("line")];
    const font = `12px ${colour("font") || "sans-serif"}`;
    const bars = uPlot.paths.bars?.({ size: [0.72, 48], align: 1 });
    // The highest bars come first, so that those of fewer kinds stand in front of them.
    const series = KINDS.toReversed().map((kind) => ({ label: KIND_NAMES[kind], fill: colour(kind), width: 0, points: { show: false }, ...(bars ? { paths: bars } : {}) }));
    const axis = { stroke: text, font, ticks: { stroke: line, width: 1 }, grid: { stroke: line, width: 1 } };
    this.#plot = new uPlot(
      {
        width: this.#into.clientWidth || 600,
        height: HEIGHT,
        legend: { show: false },
        cursor: { y: false, points: { show: false }, drag: { x: false, y: false } },
        scales: { x: { range: (_plot, from, to) => [from, to + HOUR / 1_000] }, y: { range: (_plot, _from, to) => [0, Math.max(4, Math.ceil((to || 0) * 1.08))] } },
        axes: [
          { ...axis, grid: { show: false }, space: 56, incrs: [1, 2, 3, 4, 6, 12].map((step) => (step * HOUR) / 1_000), values: (_plot, moments) => moments.map((moment) => clockText(moment * 1_000)) },
          { ...axis, size: 40, incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000] },
        ],
        series: [{}, ...series],
        hooks: { setCursor: [(plot) => this.#tell(plot.cursor.idx)] },
      },
      stacked(this.#hours),
      this.#into,
    );
  }

  /** Says the numbers of the hour under the pointer. */
  #tell(index: number | null | undefined): void {
    const hour = index === null || index === undefined ? undefined : this.#hours[index];
    write(this.#hour, hour ? `${hourText(hour)}: ${KINDS.map((kind) => `${KIND_NAMES[kind]} ${hour.count[kind]}`).join(", ")}` : "");
  }

  #fillTable(): void {
    const table = element("plot-table");
    part(table, "thead").replaceChildren(tableRow("th", ["Hour", ...KINDS.map((kind) => KIND_NAMES[kind])]));
    part(table, "tbody").replaceChildren(
      ...this.#hours.toReversed().map((hour) => tableRow("td", [hourText(hour), ...KINDS.map((kind) => String(hour.count[kind]))])),
    );
  }
}

const hourText = ({ start }: Hour): string => `${clockText(start)}–${clockText(start + HOUR)}`;

/** The columns of the plot: when the hours begin, in seconds, then the sums of fewer and fewer kinds. */
function stacked(hours: readonly Hour[]): uPlot.AlignedData {
  const sums = KINDS.toReversed().map((_, at) => hours.map(({ count }) => KINDS.slice(0, KINDS.length - at).reduce((sum, kind) => sum + count[kind], 0)));
  return [hours.map(({ start }) => start / 1_000), ...sums];
}

function tableRow(kind: "th" | "td", texts: readonly string[]): HTMLTableRowElement {
  const row = document.createElement("tr");
  for (const [at, text] of texts.entries()) {
    const cell = document.createElement(at === 0 ? "th" : kind);
    if (cell.tagName === "TH") cell.scope = kind === "th" ? "col" : "row";
    cell.textContent = text;
    row.append(cell);
  }
  return row;
}
