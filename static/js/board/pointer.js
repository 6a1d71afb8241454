// By mouse, pen or finger: drag a card, or its lower edge to change its length. A finger drags by the grip alone, so that
// the page can still be scrolled with it. The board scrolls by itself at its edges; what is let go outside goes back.

const FAR_ENOUGH = 5;
const EDGE = 48;
const SPEED = 14;
const HANDLE = 7;

export function listenToPointer(board, day, hand) {
  const editor = day.editor;
  const scroller = board.closest(".agenda-scroller") ?? document.scrollingElement;

  editor.addEventListener("dragstart", (event) => {
    if (event.target.closest("[data-code]")) event.preventDefault();
  });

  editor.addEventListener("pointerdown", (event) => {
    const card = event.target.closest("[data-code]");
    const grip = event.target.closest("[data-grip]");
    if (!card || event.button !== 0 || !event.isPrimary || "fixed" in card.dataset || hand.isBusy) return;
    if (!grip && (event.pointerType === "touch" || event.target.closest("button, input, select"))) return;
    if (day.measure()) follow(event, card, { day, hand, scroller });
  });
}

function follow(start, card, { day, hand, scroller }) {
  const isLength = isAtLowerEdge(start, card);
  const target = start.target;
  let drag = null;
  let last = start;
  let frame = 0;

  // Measured anew only when something has scrolled: every look at the layout makes the browser finish it first.
  let known = { key: "", measure: null };
  const measured = () => {
    const key = [scroller.scrollTop, scroller.scrollLeft, scrollY].join(" ");
    if (key !== known.key) known = { key, measure: day.measure() };
    return known.measure;
  };

  const begin = () => {
    mark(day.editor, isLength ? "length" : "place");
    if (!hand.pickUp(card, { says: false })) return stop();
    const { at, minutes } = hand.place;
    const held = isLength ? at + minutes : at;
    // What comes from the tray is on its way until it is over the board: nothing scrolls before.
    drag = { grab: card.dataset.slot ? measured().minutesAt(start.clientY) - held : 0, isThere: !!card.dataset.slot };
    target.setPointerCapture?.(start.pointerId);
  };

  const step = () => {
    frame = 0;
    if (!drag || !hand.held) return;
    const isIn = isOver(scroller, last);
    drag.isThere ||= isIn;
    if (!isLength) mark(day.editor, isIn ? "place" : "away");
    const measure = measured();
    if (!measure || !drag.isThere) return;
    const under = measure.minutesAt(last.clientY);
    if (isLength) {
      hand.move({ minutes: measure.rounded(under - drag.grab - hand.place.at) });
    } else {
      const isPlenary = hand.place.rooms.length > 1; // moves in time alone
      const rooms = isPlenary ? hand.place.rooms : [measure.roomAt(last.clientX)];
      hand.move({ at: measure.rounded(under - drag.grab), rooms });
    }
    if (scrollAtEdge(scroller, last)) frame = requestAnimationFrame(step);
  };

  const onMove = (event) => {
    if (event.pointerId !== start.pointerId) return;
    last = event;
    if (!drag && Math.hypot(event.clientX - start.clientX, event.clientY - start.clientY) < FAR_ENOUGH) return;
    if (!drag) begin();
    event.preventDefault();
    frame ||= requestAnimationFrame(step);
  };

  const stop = () => {
    cancelAnimationFrame(frame);
    delete day.editor.dataset.drags;
    removeEventListener("pointermove", onMove);
    removeEventListener("pointerup", onUp);
    removeEventListener("pointercancel", onCancel);
    removeEventListener("keydown", onKey, true);
  };

  const onUp = (event) => {
    if (event.pointerId !== start.pointerId) return;
    last = event;
    cancelAnimationFrame(frame);
    step();
    stop();
    if (!drag) return;
    swallowClick();
    if (isLength || isOver(scroller, event)) hand.drop();
    else hand.putBack();
  };

  const onCancel = () => { stop(); if (drag) hand.putBack(); };
  // Put back while the button is still down: letting it go then means nothing, also on a link.
  const onKey = (event) => {
    if (event.key !== "Escape" || !drag) return;
    stop();
    addEventListener("pointerup", swallowClick, { capture: true, once: true });
  };

  addEventListener("pointermove", onMove);
  addEventListener("pointerup", onUp);
  addEventListener("pointercancel", onCancel);
  addEventListener("keydown", onKey, true);
}

// The click that ends a drag is not one on the link under it. It comes at once or not at all.
function swallowClick() {
  const swallow = (click) => { click.preventDefault(); click.stopPropagation(); };
  addEventListener("click", swallow, { capture: true, once: true });
  setTimeout(() => removeEventListener("click", swallow, { capture: true }));
}

function isAtLowerEdge(event, card) {
  if (!card.dataset.slot || event.pointerType === "touch" || event.target.closest("[data-grip]")) return false;
  return card.getBoundingClientRect().bottom - event.clientY <= HANDLE;
}

// Written only when it is another: a page takes every writing as a change.
function mark(editor, drags) {
  if (editor.dataset.drags !== drags) editor.dataset.drags = drags;
}

function isOver(scroller, { clientX, clientY }) {
  const { left, right, top, bottom } = scroller.getBoundingClientRect();
  return clientX >= left && clientX < right && clientY >= top && clientY < bottom;
}

// True while it scrolls: then the pointer is over something else, though it does not move.
function scrollAtEdge(scroller, { clientX, clientY }) {
  const box = scroller.getBoundingClientRect();
  const [top, bottom] = [Math.max(box.top, 0), Math.min(box.bottom, innerHeight)];
  const down = push(clientY, top, bottom);
  const right = push(clientX, Math.max(box.left, 0), Math.min(box.right, innerWidth));
  if (!down && !right) return false;
  const was = [scroller.scrollTop, scroller.scrollLeft, window.scrollY];
  scroller.scrollBy(right, down);
  if (scroller.scrollTop === was[0]) window.scrollBy(0, down);
  return scroller.scrollTop !== was[0] || scroller.scrollLeft !== was[1] || window.scrollY !== was[2];
}

function push(at, low, high) {
  if (at < low + EDGE) return -SPEED * Math.min(1, (low + EDGE - at) / EDGE);
  return at > high - EDGE ? SPEED * Math.min(1, (at - high + EDGE) / EDGE) : 0;
}
