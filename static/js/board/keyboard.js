// By keyboard: Enter on a grip picks up; arrows move by a row or a room, Shift with up and down changes the length, Page
// keys go by half an hour, Home and End to the first and last room, a letter to one of the free places; Enter places,
// Escape puts back, Tab goes to the panel's buttons and Shift with Tab from the first of them back.

const HALF_AN_HOUR = 30;

export function listenToKeys(editor, hand) {
  // Enter on a link is a click without a pointer; a click with one that did not drag picks up, too. Where the page shows
  // a list and no grid, the link is a link: it leads to the form.
  editor.addEventListener("click", (event) => {
    const grip = event.target.closest("[data-grip]");
    if (!grip || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    if (!hand.day.measure()) return;
    event.preventDefault();
    const card = grip.closest("[data-code]");
    const isHeld = hand.held?.code === card.dataset.code && hand.held.slot === (card.dataset.slot ?? "");
    if (isHeld) hand.drop();
    else if (hand.pickUp(card)) grip.focus();
  });

  document.addEventListener("keydown", (event) => {
    if (!hand.held || event.metaKey || event.ctrlKey || event.altKey || event.isComposing) return;
    if (event.key === "Escape") {
      event.preventDefault();
      hand.putBack();
      return;
    }
    if (event.key === "Tab" && throughPanel(hand, event)) event.preventDefault();
    // In the panel keys mean what they always mean there.
    if (event.target.closest("#picked, input, select, textarea")) return;
    const act = keys(hand)[event.shiftKey ? `Shift+${event.key}` : event.key] ?? letter(hand, event.key);
    if (!act) return;
    event.preventDefault();
    act();
  });
}

// The panel stands before the board: from what is held there forward into it, and backward out of it.
function throughPanel({ drawing, held }, { shiftKey, target }) {
  if (target.closest("[data-grip]")) return !shiftKey && drawing.toButtons();
  return shiftKey && target === drawing.panel.querySelector("button, a") && drawing.toGrip(held);
}

function keys(hand) {
  const { day, place } = hand;
  const room = place.rooms[0] ?? "";
  const later = (minutes) => () => hand.move({ at: place.at + minutes });
  const longer = (minutes) => () => hand.move({ minutes: place.minutes + minutes });
  // A plenary moves in time alone; which rooms it takes is chosen in the form.
  const into = (slug) => () => (place.rooms.length > 1 ? hand.staysInItsRooms() : hand.move({ rooms: [slug] }));
  const rooms = day.rooms;
  return {
    ArrowUp: later(-day.step),
    ArrowDown: later(day.step),
    PageUp: later(-HALF_AN_HOUR),
    PageDown: later(HALF_AN_HOUR),
    ArrowLeft: into(day.beside(room, -1)),
    ArrowRight: into(day.beside(room, 1)),
    Home: into(rooms[0]?.slug ?? room),
    End: into(rooms[rooms.length - 1]?.slug ?? room),
    "Shift+ArrowUp": longer(-day.step),
    "Shift+ArrowDown": longer(day.step),
    Enter: () => hand.drop(),
    " ": () => hand.drop(),
  };
}

// A letter presses the button of the free place that shows it.
function letter(hand, key) {
  if (!/^[a-z]$/i.test(key)) return null;
  const way = hand.drawing.panel.querySelector(`[data-way="${key.toUpperCase()}"]`);
  return way ? () => way.click() : null;
}
