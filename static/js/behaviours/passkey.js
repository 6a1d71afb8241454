// Makes a passkey or signs in with one: asks the server for a challenge, shows the browser's own dialogue, and sends the
// answer as an ordinary form. With data-conditional the browser also offers passkeys where the address is typed.
// Without it: the form stays hidden, because no browser can do this without a script; the other ways are on the page.

let quiet = Promise.resolve(); // the offer beside the address: a browser asks one question at a time,
const pressed = new AbortController(); // so pressing a button ends it first

export function mount(form) {
  if (!window.PublicKeyCredential) return;
  form.hidden = false;
  form.addEventListener("submit", (event) => {
    if (form.elements.answer.value) return; // the answer is on its way
    event.preventDefault();
    pressed.abort();
    quiet.then(() => ask(form, {})).catch((error) => tell(form, error));
  });
  if ("conditional" in form.dataset) quiet = offer(form).catch(() => {}); // the button still works
}

async function offer(form) {
  if (!(await PublicKeyCredential.isConditionalMediationAvailable?.()) || pressed.signal.aborted) return;
  await ask(form, { mediation: "conditional", signal: pressed.signal });
}

async function ask(form, how) {
  const answer = await fetch(form.dataset.options, { headers: { Accept: "application/json" }, signal: how.signal });
  if (answer.redirected) return location.assign(answer.url); // signed out, or not fresh enough any more
  if (!answer.ok) throw new Error("The server did not answer.");
  const options = decoded(await answer.json());
  const credential = form.dataset.verb === "create"
    ? await navigator.credentials.create({ publicKey: options })
    : await navigator.credentials.get({ publicKey: options, ...how });
  form.elements.answer.value = JSON.stringify(encoded(credential));
  form.requestSubmit();
}

function tell(form, error) {
  if (error.name === "AbortError") return;
  const said = form.querySelector("[data-passkey-said]");
  const next = form.dataset.verb === "create" ? "Try again later." : "Try again, or have a link mailed.";
  said.hidden = false;
  said.textContent = {
    InvalidStateError: "This device has a passkey for your account already.",
    NotAllowedError: "No passkey was used. Press the button to try again.",
    SecurityError: "This browser does not allow passkeys at this address.",
  }[error.name] ?? `That did not work. ${next}`;
}

// Base64url is what both sides write bytes in.
function bytes(text) {
  const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
}

function text(buffer) {
  const plain = String.fromCharCode(...new Uint8Array(buffer));
  return btoa(plain).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

function decoded(options) {
  const named = (list) => (list ?? []).map((known) => ({ ...known, id: bytes(known.id) }));
  const found = { ...options, challenge: bytes(options.challenge) };
  if (options.user) found.user = { ...options.user, id: bytes(options.user.id) };
  if (options.excludeCredentials) found.excludeCredentials = named(options.excludeCredentials);
  if (options.allowCredentials) found.allowCredentials = named(options.allowCredentials);
  return found;
}

function encoded(credential) {
  const response = {};
  for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (credential.response[name]) response[name] = text(credential.response[name]);
  }
  return { id: credential.id, rawId: text(credential.rawId), type: credential.type, response };
}
