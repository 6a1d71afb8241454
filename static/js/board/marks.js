// What a thing in hand looks like on the board: a dashed outline where it came from, itself where it would go, the cards
// it would clash with, and the places that are free. Places are classes of a style sheet, as every card's are.

export class Marks {
  #held = null;
  #from = [];
  #free = [];
  #clashing = [];

  constructor(day) {
    this.day = day;
  }

  /** Mark where something is taken from. */
  take(card) {
    for (const mark of this.#from) mark.classList.remove("is-ghost");
    this.#from = [card, ...this.day.board.querySelectorAll(`[data-echo="${CSS.escape(card.dataset.slot ?? "-")}"]`)];
    for (const mark of this.#from) mark.classList.add("is-ghost");
    this.look = [...card.classList].filter((name) => name.startsWith("e-")).join(" ");
  }

  /** Draw what is in hand where it would go. */
  hold({ title }, { at, minutes, rooms }) {
    const columns = rooms.map((room) => this.day.columnOf(room)).filter(Boolean);
    this.#held ??= this.day.board.appendChild(make("div"));
    this.#held.className = `slot is-held ${this.look} ${box(this.day, at, minutes, columns)}`;
    this.#held.setAttribute("aria-hidden", "true");
    if (this.#held.textContent !== title) this.#held.replaceChildren(make("p", "slot-title", title));
    this.#held.hidden = !columns.length;
    // Whoever drags sees it: the board scrolls by itself at its edges.
    const isDragged = "drags" in this.day.editor.dataset;
    if (!isDragged && document.activeElement?.matches("[data-grip]")) keepInSight(this.#held);
  }

  /** Show what the server found there. */
  warn(clashes, ways) {
    this.#forget();
    const worst = clashes.some((clash) => clash.severity === "block");
    this.#held?.classList.toggle("is-clash", worst);
    for (const clash of clashes) for (const slot of clash.slots) this.#number(clash, slot);
    for (const way of ways.filter((way) => way.here)) this.#offer(way);
  }

  /** Say in the panel why something could not be asked or saved. */
  complain(panel, words) {
    panel.querySelector("[data-complaint]")?.remove();
    const line = make("p", "notice notice-bad", words);
    line.dataset.complaint = "";
    panel.prepend(line);
  }

  clear() {
    this.#forget();
    this.#held?.remove();
    for (const mark of this.#from) mark.classList.remove("is-ghost");
    this.#held = null;
    this.#from = [];
  }

  // The number of a clash in the panel stands on every card it is about, but on the one in hand.
  #number({ number, severity }, slot) {
    const card = document.getElementById(`slot-${slot}`);
    if (!card || this.#from.includes(card)) return;
    const keys = card.querySelector("[data-held]") ?? card.appendChild(make("p", "clash-keys"));
    keys.dataset.held = "";
    keys.setAttribute("aria-hidden", "true"); // spoken with the clash itself
    keys.append(make("span", severity === "block" ? "clash-key" : "clash-key clash-key-warn", String(number)));
    const mark = severity === "block" ? "is-clash" : "is-warn";
    if (!card.classList.contains(mark)) this.#clashing.push([card, mark]);
    card.classList.add(mark);
  }

  #offer({ letter, at, minutes, rooms }) {
    const columns = rooms.map((room) => this.day.columnOf(room)).filter(Boolean);
    if (!columns.length) return;
    const place = make("div", `slot is-free ${box(this.day, at, minutes, columns)}`);
    place.setAttribute("aria-hidden", "true");
    place.append(make("p", "slot-title", `${letter} Free`));
    this.#free.push(this.day.board.appendChild(place));
  }

  #forget() {
    for (const place of this.#free) place.remove();
    for (const [card, mark] of this.#clashing) card.classList.remove(mark);
    for (const keys of this.day.board.querySelectorAll("[data-held]")) keys.remove();
    this.#held?.classList.remove("is-clash");
    this.#free = [];
    this.#clashing = [];
  }
}

function box(day, at, minutes, columns) {
  const [first, last] = [Math.min(...columns), Math.max(...columns)];
  const row = Math.floor(at / day.step);
  const rows = Math.max(1, Math.ceil((at + minutes) / day.step) - row);
  return columns.length ? `c${first} w${last - first + 1} t${row} d${rows} of1 l0 k1` : "";
}

function make(name, className = "", words = "") {
  const element = document.createElement(name);
  element.className = className;
  element.textContent = words;
  return element;
}

function keepInSight(element) {
  element.scrollIntoView({ block: "nearest", inline: "nearest" });
}
