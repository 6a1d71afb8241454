// The agenda editor by hand: drag a card, or pick it up with the keyboard, see and hear what it would clash with, drop.
// Pointer and keyboard move the same thing in hand (board/hand.js) over the same day (board/day.js); what is said, drawn
// and saved is what the server answered (board/server.js, board/drawing.js).
// Without it: every grip is a link to a page with the form, and the page shows what others did when it is loaded again.

import { goOn } from "../board/anew.js";
import { Day } from "../board/day.js";
import { Drawing } from "../board/drawing.js";
import { Hand } from "../board/hand.js";
import { listenToKeys } from "../board/keyboard.js";
import { listenToNews } from "../board/news.js";
import { listenToPanels } from "../board/panels.js";
import { listenToPointer } from "../board/pointer.js";
import { Server } from "../board/server.js";
import { voiceOf } from "../board/voice.js";

export function mount(editor) {
  const board = editor.querySelector("#board");
  if (!board) return;
  const voice = voiceOf(document);
  const day = new Day(editor, board);
  const server = new Server(editor);
  const drawing = new Drawing(editor, board);
  const hand = new Hand({ editor, day, server, drawing, voice });
  if (editor.dataset.mayEdit) {
    listenToKeys(editor, hand);
    listenToPointer(board, day, hand);
    listenToPanels(hand, server, drawing, voice);
  }
  listenToNews(server, drawing, hand, voice);
  goOn(drawing, voice);
}
