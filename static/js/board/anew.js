// Where rows or rooms are others now the page is loaded anew, and goes on where it was: with what was said, the choice
// that was open, and whoever works by keyboard in the same place.

const KEPT = "board";

export function loadAnew(kept) {
  sessionStorage.setItem(KEPT, JSON.stringify(kept));
  location.reload();
}

export function goOn(drawing, voice) {
  const kept = sessionStorage.getItem(KEPT);
  if (!kept) return;
  sessionStorage.removeItem(KEPT);
  const { said, html = "", thing, key } = JSON.parse(kept);
  if (said) voice(said);
  drawing.show(html);
  if (html) drawing.toButtons();
  else if (thing) drawing.toThing(thing);
  else if (key) document.querySelector(key)?.focus();
}
