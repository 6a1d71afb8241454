// What others do appears within seconds, while the page is in sight. That the server does not answer, or answers nobody
// any more, is said once, and asked again ever more seldom.

import { loadAnew } from "./anew.js";
import { placeOf } from "./drawing.js";

const OFTEN = 4_000;
const SELDOM = 60_000;

export function listenToNews(server, drawing, hand, voice) {
  let pause = OFTEN;
  let isLost = false;

  const ask = async () => {
    if (document.hidden || hand.isBusy) return again();
    const news = await server.news();
    if (news && !news.ok) return lost(news);
    if (isLost) voice("The server answers again.");
    isLost = false;
    pause = OFTEN;
    if (news && !hand.isBusy) show(news);
    again();
  };

  const show = (news) => {
    if (drawing.apply(news)) {
      if (!hand.held) loadAnew({ said: news.said, key: placeOf(document.activeElement)?.key });
      return;
    }
    hand.redrawn();
    if (news.said) voice(news.said);
  };

  const lost = (news) => {
    if (!isLost) voice(news.said);
    isLost = true;
    pause = Math.min(pause * 2, SELDOM);
    again();
  };

  const again = () => setTimeout(ask, pause);

  document.addEventListener("visibilitychange", () => { if (!document.hidden) pause = OFTEN; });
  again();
}
