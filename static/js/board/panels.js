// The forms beside the board: free places, back to the tray, mine or theirs, undo. Sent without leaving the page.

export function listenToPanels(hand, server, drawing, voice) {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.closest("#picked, [data-part='undo']") || form.method !== "post") return;
    event.preventDefault();
    if (hand.isBusy) return;
    if (!hand.held) drawing.show("");
    hand.settle(() => server.send(form, event.submitter));
  });

  drawing.panel.addEventListener("click", (event) => {
    const link = event.target.closest("[data-do='put-back']");
    if (!link || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    if (hand.held) hand.putBack();
    else drawing.show("");
  });

  // While something is being saved nobody knows yet whether it was.
  addEventListener("beforeunload", (event) => { if (hand.isBusy) event.preventDefault(); });

  document.addEventListener("keydown", (event) => {
    const isUndo = (event.metaKey || event.ctrlKey) && !event.shiftKey && event.key.toLowerCase() === "z";
    if (!isUndo || hand.held || event.target.closest("input, textarea, select")) return;
    if (!drawing.undo) return voice("There is nothing of yours to undo.");
    event.preventDefault();
    drawing.undo.click();
  });
}
