// Asks before a page is left on which something was typed and not saved.
// Without it: "Back" brings back what was typed, as browsers do for every form.

export function mount(form) {
  const ask = (event) => event.preventDefault();
  const watch = () => window.addEventListener("beforeunload", ask);
  const rest = () => window.removeEventListener("beforeunload", ask);

  // Only from the first letter on: a page that would ask is not kept ready for "Back" by every browser.
  if ("typed" in form.dataset || isTyped(form)) watch();
  form.addEventListener("input", watch);
  form.addEventListener("submit", rest);
  form.querySelector("[data-leave]")?.addEventListener("click", rest);
  window.addEventListener("pageshow", (event) => { if (event.persisted) watch(); });
}

// Whether something was typed while the script was on its way.
function isTyped(form) {
  return [...form.querySelectorAll("input:not([type=checkbox], [type=radio]), textarea")].some(
    (field) => field.value !== field.defaultValue,
  );
}
