import { noAccess } from '../access.js';
import { failure, h, loading } from '../dom.js';
import { alerts } from './alerts.js';
import { chart } from './chart.js';
import { instances } from './instances.js';
import { logLines } from './logs.js';
import { METRICS } from './metrics.js';
import { ranges } from './ranges.js';
import { metricStore } from './store.js';

const ROOM = 'herald.metrics';

export function open({ herald, session }) {
  if (!session.isMonitor) return { node: noAccess('dashboard', 'For administrators', 'Live metrics need the admin group.') };
  const store = metricStore(session.user);
  const range = ranges(session.user, draw);
  const charts = METRICS.map((metric) => chart(metric));
  const table = instances(session);
  const alertList = alerts(store);
  const log = logLines(herald, alertList.recordLine, session);
  const placeholder = h('div', {}, loading(2));
  const body = h('div', { class: 'stack', hidden: true }, h('div', { class: 'view-bar' }, range.node),
    h('div', { class: 'tiles' }, ...charts.map((one) => one.node)), table.node);
  const stop = herald.on('metrics', ({ channel, data }) => channel === `room:${ROOM}` && store.add(data));
  const timer = setInterval(draw, 1_000);

  function draw() {
    alertList.update(herald.status);
    if (store.isEmpty) return;
    placeholder.hidden = true;
    body.hidden = false;
    charts.forEach((one) => one.draw(store, range.get()));
    table.draw(store);
  }

  return {
    node: h('div', { class: 'view dashboard' }, alertList.node, placeholder, body,
      h('div', { class: 'halves' }, log.node, alertList.history)),
    mounted() {
      addEventListener('pagehide', store.save);
      draw();
      herald.join(ROOM).catch((error) => placeholder.replaceChildren(failure(error)));
      log.start();
    },
    close() {
      clearInterval(timer);
      removeEventListener('pagehide', store.save);
      store.save();
      stop();
      log.close();
      herald.leave(ROOM).catch(() => {});
    },
  };
}
