// Brings the page to what the server answered: cards, and the parts beside them.

export class Drawing {
  #filled = new Map();

  constructor(editor, board) {
    this.editor = editor;
    this.board = board;
    this.panel = editor.querySelector("#picked");
  }

  /** Apply an answer. True when the page has to be loaded anew, because its rows or columns are others now. */
  apply(answer) {
    if (answer.frame && answer.frame !== this.board.dataset.frame) return true;
    const focused = placeOf(document.activeElement);
    if (answer.whole) this.#keepOnly(answer.cards.map((card) => card.slot));
    for (const slot of answer.gone ?? []) this.#remove(slot);
    for (const card of answer.cards ?? []) this.#draw(card);
    for (const [name, html] of Object.entries(answer.parts ?? {})) this.#fill(name, html);
    for (const [code, version] of Object.entries(answer.versions ?? {})) this.#raise(code, version);
    if (answer.since) this.editor.dataset.since = answer.since;
    this.#refocus(focused);
    return false;
  }

  cardOf(slot) {
    return slot ? document.getElementById(`slot-${slot}`) : null;
  }

  trayOf(code) {
    return this.editor.querySelector(`[data-part="tray"] [data-code="${CSS.escape(code)}"]`);
  }

  /** The button that takes one's own last step back, if there is one. */
  get undo() {
    return document.querySelector("[data-part='undo'] :is(button, a)");
  }

  /** Go to the first thing that can be done with what is in hand; false while the server has not said. */
  toButtons() {
    const first = this.panel.querySelector("button, a");
    first?.focus();
    return !!first;
  }

  /** Go to the handle of a thing on the board or in the tray; false where it has none. */
  toGrip({ code, slot }) {
    const grip = (this.cardOf(slot) ?? this.trayOf(code))?.querySelector("[data-grip]");
    grip?.focus();
    return !!grip;
  }

  /** Go to a thing; where it is on another day now, or in a hidden room, to its way back. */
  toThing(thing) {
    if (!this.toGrip(thing)) this.undo?.focus();
  }

  /** Show what the server says of the thing in hand, or nothing. */
  show(html) {
    const focused = this.panel.contains(document.activeElement) ? placeOf(document.activeElement) : null;
    this.panel.replaceChildren(...parse(html ?? ""));
    if (focused) this.panel.querySelector(focused.key)?.focus();
  }

  #draw({ slot, room, html }) {
    this.#remove(slot);
    const [card, ...echoes] = parse(html);
    if (!card) return;
    const list = this.board.querySelector(`[data-room="${CSS.escape(room)}"] .board-list`);
    if (!list) return;
    const after = [...list.children].find((other) => order(card, other) < 0);
    list.insertBefore(card, after ?? null);
    card.after(...echoes);
  }

  #remove(slot) {
    this.cardOf(slot)?.remove();
    for (const echo of this.board.querySelectorAll(`[data-echo="${CSS.escape(slot)}"]`)) echo.remove();
  }

  #keepOnly(slots) {
    const kept = new Set(slots);
    for (const card of this.board.querySelectorAll("[data-slot]")) {
      if (!kept.has(card.dataset.slot)) this.#remove(card.dataset.slot);
    }
  }

  // What did not change stays as it is, with whatever somebody does in it; what was typed into the rest stays typed.
  #fill(name, html) {
    if (this.#filled.get(name) === html) return;
    this.#filled.set(name, html);
    const part = document.querySelector(`[data-part="${CSS.escape(name)}"]`);
    const typed = [...part.querySelectorAll("input[id]")].filter((field) => field.value !== field.defaultValue);
    part.replaceChildren(...parse(html));
    for (const { id, value } of typed) {
      const field = document.getElementById(id);
      if (field) field.value = value;
    }
  }

  // Whoever was in something that was drawn anew is there again, or, where it is gone, in the board.
  #refocus(was) {
    if (!was || was.element.isConnected) return;
    const now = document.querySelector(was.key) ?? this.board.closest("[tabindex]");
    now?.focus({ preventScroll: true });
    if (now?.matches("input[type='search']")) now.setSelectionRange(...was.selection);
  }

  #raise(code, version) {
    for (const card of this.editor.querySelectorAll(`[data-code="${CSS.escape(code)}"]`)) card.dataset.version = version;
  }
}

// The server made this HTML from its own templates, as it made the page.
function parse(html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  return [...template.content.children];
}

function order(one, other) {
  const [row, otherRow] = [Number(one.dataset.row), Number(other.dataset.row ?? -1)];
  return row - otherRow || (one.dataset.code ?? "").localeCompare(other.dataset.code ?? "");
}

// How to find the same control again after what is around it was drawn anew: it, in the nearest thing that has a name.
export function placeOf(element) {
  const around = element?.parentElement?.closest("[id], [data-part]");
  if (!around) return null;
  const within = around.id ? `#${CSS.escape(around.id)}` : `[data-part="${CSS.escape(around.dataset.part)}"]`;
  return { element, key: `${within} ${keyOf(element)}`, selection: [element.selectionStart, element.selectionEnd] };
}

function keyOf(element) {
  const { way, do: what } = element.dataset;
  if (way) return `[data-way="${CSS.escape(way)}"]`;
  if (what) return `[data-do="${CSS.escape(what)}"]`;
  if (element.name) return `[name="${CSS.escape(element.name)}"]`;
  const address = element.getAttribute("href");
  return address ? `[href="${CSS.escape(address)}"]` : element.localName;
}
