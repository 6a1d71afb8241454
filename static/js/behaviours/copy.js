// Puts a button beside a private link that copies it, to be sent on.
// Without it: the link is there to be copied as browsers let one.

export function mount(link) {
  if (!navigator.clipboard) return;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "copied";
  button.textContent = "Copy it";
  const said = document.createElement("span");
  said.className = "vh";
  said.setAttribute("role", "status");
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(link.href);
      button.textContent = "Copied";
      said.textContent = "The private link is copied.";
    } catch {
      button.remove(); // not allowed here: the link itself stays
    }
  });
  link.after(" ", button, said);
}
