// What is picked up, where it would go, and what becomes of it. Pointer, keyboard and buttons all end here.

import { loadAnew } from "./anew.js";
import { Marks } from "./marks.js";

const SOON = 90;
const KEYS =
  "Arrows move it, Shift with up and down changes its length, Enter places it, Escape puts it back, Tab goes to its buttons.";

export class Hand {
  #timer = 0;

  constructor({ editor, day, server, drawing, voice }) {
    Object.assign(this, { editor, day, server, drawing, voice });
    this.marks = new Marks(day);
    this.held = null;
    this.place = null;
    this.isBusy = false;
  }

  get today() { return this.editor.dataset.day; }

  /** Take a card of the board, or a line of the tray. */
  pickUp(card, { says = true } = {}) {
    if (this.isBusy) return false;
    if (this.held) this.putBack({ says: false });
    const { code, slot = "", version, minutes, rooms = "", at } = card.dataset;
    this.held = { code, slot, version, title: titleOf(card), isNew: !slot };
    this.place = slot
      ? { at: Number(at), minutes: Number(minutes), rooms: rooms.split(" ").filter(Boolean) }
      : this.day.within({ at: this.day.first, minutes: Number(minutes), rooms: [this.day.beside("", 1)].filter(Boolean) });
    this.from = { ...this.place };
    this.marks.take(card);
    this.greeting = says;
    this.#look();
    return true;
  }

  /** Move what is in hand to `place`, and ask what it would clash with there. */
  move(place) {
    if (!this.held || this.isBusy) return;
    const next = this.day.within({ ...this.place, ...place });
    if (same(next, this.place)) return;
    this.place = next;
    this.#look();
  }

  staysInItsRooms() {
    this.voice("It takes several rooms: choose others in the form, by the link beside the board.");
  }

  async drop() {
    if (!this.held || this.isBusy) return;
    if (!this.held.isNew && same(this.place, this.from)) {
      this.putBack();
      return;
    }
    await this.settle(() => this.server.place(this.held, this.place, this.today));
  }

  /** Leave everything as it was. */
  putBack({ says = true } = {}) {
    if (!this.held || this.isBusy) return;
    const { code, slot, title } = this.held;
    this.#letGo();
    if (says) this.voice(`${title} is back where it was.`, { isFinal: true });
    this.drawing.toThing({ code, slot });
  }

  /** Let the server save something, and show what it answers. While it thinks, nothing else can be moved. */
  async settle(save) {
    this.#stopLooking();
    this.isBusy = true;
    this.editor.setAttribute("aria-busy", "true");
    const held = this.held;
    const answer = await save();
    this.isBusy = false;
    this.editor.removeAttribute("aria-busy");
    if (answer?.ok) this.#saved(answer, held);
    else this.#refused(answer);
  }

  /** Cards were drawn anew under the hand: mark again where it came from. */
  redrawn() {
    if (!this.held) return;
    const card = this.drawing.cardOf(this.held.slot) ?? this.drawing.trayOf(this.held.code);
    if (card) this.marks.take(card);
  }

  #saved(answer, held) {
    const thing = { code: answer.session ?? held?.code, slot: answer.slot ?? held?.slot };
    this.#letGo();
    if (this.drawing.apply(answer)) return loadAnew({ said: answer.said, thing });
    this.voice(answer.said, { isFinal: true });
    this.drawing.toThing(thing);
  }

  // Nothing was saved. What is in hand stays there, and the panel says what can be done.
  #refused(answer) {
    if (answer?.status === 409 && this.drawing.apply(answer)) return loadAnew({ said: answer.said, html: answer.html });
    this.redrawn();
    if (answer?.html) this.drawing.show(answer.html);
    const said = answer?.said ?? "Nothing was saved.";
    this.voice(said, { isFinal: true });
    if (!answer?.html) this.marks.complain(this.drawing.panel, said);
    if (answer?.status === 409) this.drawing.toButtons();
  }

  #look() {
    this.marks.hold(this.held, this.place);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#ask(), SOON);
  }

  async #ask() {
    const held = this.held;
    const answer = await this.server.try(held, this.place, this.today);
    if (!answer || this.held !== held || this.isBusy) return;
    if (answer.html) this.drawing.show(answer.html);
    else this.marks.complain(this.drawing.panel, answer.said);
    this.marks.warn(answer.clashes ?? [], answer.ways ?? []);
    this.voice(this.greeting ? `Picked up ${held.title}. ${answer.said} ${KEYS}` : answer.said);
    this.greeting = false;
  }

  #stopLooking() {
    clearTimeout(this.#timer);
    this.server.stopTrying();
  }

  #letGo() {
    this.#stopLooking();
    this.held = this.place = this.from = null;
    this.marks.clear();
    this.drawing.show("");
  }
}

function same(one, other) {
  return one.at === other.at && one.minutes === other.minutes && one.rooms.join(" ") === other.rooms.join(" ");
}

function titleOf(card) {
  return (card.querySelector("h3, .slot-title")?.textContent ?? card.dataset.code).trim();
}
