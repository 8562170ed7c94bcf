import { readStored, store } from '../tab-storage.js';

const NAME = 'sent';
const MAX = 20;

/** The notifications that this tab has sent, newest first. They outlast a change of the view and a reload. */
export function recentlySent(user) {
  const all = () => readStored(user, NAME) ?? [];
  return {
    all,
    add: (sent) => store(user, NAME, [sent, ...all()].slice(0, MAX)),
  };
}
