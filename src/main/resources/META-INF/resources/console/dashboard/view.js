import { empty, failure, h, loading } from '../dom.js';
import { alerts } from './alerts.js';
import { chart } from './chart.js';
import { figures, MEASURES } from './figures.js';
import { instances } from './instances.js';
import { logTail } from './logs.js';

const ROOM = 'herald.metrics';

export function open({ herald, session }) {
  if (!session.isAdmin && !session.rooms.includes(ROOM)) {
    return {
      node: h('div', { class: 'view card' }, empty('dashboard', 'For administrators',
        `How the service does is told in the room ${ROOM}. Sign in with the group admin, or with a token that lets you join it.`)),
    };
  }
  const store = figures();
  const charts = MEASURES.map((measure) => chart(measure));
  const table = instances();
  const bells = alerts(store);
  const tail = logTail(herald, bells.warned);
  const wait = h('div', {}, loading(2));
  const body = h('div', { class: 'stack', hidden: true },
    h('div', { class: 'tiles' }, ...charts.map((one) => one.node)), table.node);
  const ends = [
    herald.on('metrics', ({ channel, data }) => channel === `room:${ROOM}` && store.take(data)),
  ];
  const timer = setInterval(draw, 1_000);

  function draw() {
    bells.look(herald.status);
    if (store.isEmpty) return;
    wait.hidden = true;
    body.hidden = false;
    charts.forEach((one) => one.draw(store));
    table.draw(store);
  }

  return {
    node: h('div', { class: 'view dashboard' }, bells.node, wait, body,
      h('div', { class: 'halves' }, tail.node, bells.history)),
    shown() {
      herald.join(ROOM).catch((error) => wait.replaceChildren(failure(error)));
      tail.start();
    },
    close() {
      clearInterval(timer);
      ends.forEach((end) => end());
      tail.close();
      herald.leave(ROOM).catch(() => {});
    },
  };
}
