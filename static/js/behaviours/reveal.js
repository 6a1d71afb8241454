// Puts a switch under a password that shows what is typed, for whoever types it on a phone.
// Without it: the password stays dots.

export function mount(form) {
  for (const input of form.querySelectorAll('input[type="password"]')) {
    const label = document.createElement("label");
    const box = document.createElement("input");
    label.className = "choice reveal";
    box.type = "checkbox";
    box.addEventListener("change", () => { input.type = box.checked ? "text" : "password"; });
    label.append(box, "Show what I type");
    input.after(label);
    form.addEventListener("submit", () => { input.type = "password"; }); // so that no browser keeps it as a text
  }
}
