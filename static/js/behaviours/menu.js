// Closes an open menu as one expects of it: with Escape, which goes back to what opened it, or by pressing elsewhere.
// Without it: a menu is `details`, opened and closed by its own summary.

export function mount(menu) {
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !menu.open) return;
    const wasInside = menu.contains(document.activeElement);
    menu.open = false;
    if (wasInside) menu.querySelector("summary").focus();
  });
  // When the finger leaves, not when it comes: closing moves what is below, and a press must meet what it aimed at.
  document.addEventListener("pointerup", (event) => {
    if (menu.open && !menu.contains(event.target)) menu.open = false;
  });
}
