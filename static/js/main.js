// Mounts behaviours/<name>.js on every element that asks for it with data-behaviour="<name> <name>".
// Every page works without any of them; each module says what is missed. A name with no module is a mistake of ours
// and is told to the console, never to the reader.

const started = [];
for (const element of document.querySelectorAll("[data-behaviour]")) {
  // Most `details` are never opened, so theirs is fetched when one is.
  if (element instanceof HTMLDetailsElement && !element.open) {
    element.addEventListener("toggle", () => start(element), { once: true });
  } else {
    started.push(start(element));
  }
}
// Until then a key or a click does what it does without a script; whoever drives the page by a program waits for this.
Promise.all(started).then(() => (document.documentElement.dataset.started = "yes"));

async function start(element) {
  const names = element.dataset.behaviour.split(/\s+/).filter(Boolean);
  await Promise.all(
    names.map((name) =>
      import(`./behaviours/${name}.js`)
        .then((module) => module.mount(element))
        .catch((error) => console.error(`The behaviour ${name} did not start.`, error)),
    ),
  );
  element.dataset.started = "yes";
}
