// Brings the page to what the server answered: cards, and the parts beside them.

export class Drawing {
  constructor(editor, board, server) {
    this.editor = editor;
    this.board = board;
    this.server = server;
    this.panel = editor.querySelector("#picked");
  }

  /** Apply an answer. True when the page has to be loaded anew, because its rows or columns are others now. */
  apply(answer) {
    if (answer.frame && answer.frame !== this.board.dataset.frame) return true;
    if (answer.whole) this.#keepOnly(answer.cards.map((card) => card.slot));
    for (const slot of answer.gone ?? []) this.#remove(slot);
    for (const card of answer.cards ?? []) this.#draw(card);
    for (const [name, html] of Object.entries(answer.parts ?? {})) this.#fill(name, html);
    for (const [code, version] of Object.entries(answer.versions ?? {})) this.#raise(code, version);
    if (answer.since) this.editor.dataset.since = answer.since;
    return false;
  }

  cardOf(slot) {
    return slot ? this.board.querySelector(`[data-slot="${CSS.escape(slot)}"]`) : null;
  }

  trayOf(code) {
    return this.editor.querySelector(`[data-part="tray"] [data-code="${CSS.escape(code)}"]`);
  }

  /** Show what the server says of the thing in hand, or nothing. */
  show(html) {
    const focused = this.panel.contains(document.activeElement) ? keyOf(document.activeElement) : "";
    this.panel.replaceChildren(...parse(html ?? ""));
    if (focused) this.panel.querySelector(focused)?.focus();
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
    const id = CSS.escape(slot);
    for (const card of this.board.querySelectorAll(`[data-slot="${id}"], [data-echo="${id}"]`)) card.remove();
  }

  #keepOnly(slots) {
    const kept = new Set(slots);
    for (const card of this.board.querySelectorAll("[data-slot]")) {
      if (!kept.has(card.dataset.slot)) this.#remove(card.dataset.slot);
    }
  }

  #fill(name, html) {
    this.editor.ownerDocument.querySelector(`[data-part="${CSS.escape(name)}"]`)?.replaceChildren(...parse(html));
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

// How to find the same control again after its panel was drawn anew.
function keyOf(element) {
  const { way, do: what } = element.dataset;
  if (way) return `[data-way="${CSS.escape(way)}"]`;
  if (what) return `[data-do="${CSS.escape(what)}"]`;
  return element.name ? `[name="${CSS.escape(element.name)}"]` : "";
}
