// Mounts behaviours/<name>.js on every element that asks for it with data-behaviour="<name> <name>".
// Every page works without any of them; each module says what is missed. A name with no module is a mistake of ours
// and is told to the console, never to the reader.

for (const element of document.querySelectorAll("[data-behaviour]")) {
  // Most `details` are never opened, so theirs is fetched when one is.
  if (element instanceof HTMLDetailsElement && !element.open) {
    element.addEventListener("toggle", () => start(element), { once: true });
  } else {
    start(element);
  }
}

function start(element) {
  for (const name of element.dataset.behaviour.split(/\s+/).filter(Boolean)) {
    import(`./behaviours/${name}.js`)
      .then((module) => module.mount(element))
      .catch((error) => console.error(`The behaviour ${name} did not start.`, error));
  }
}
