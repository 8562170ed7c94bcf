import { HeraldError, patiently, query, sleep, uuid } from './basics.js';
import { Link } from './link.js';

/**
 * One connection for all tabs of a user. The tabs share the name of a lock and of a broadcast channel. The tab that holds the
 * lock is the leader: it has the link, and broadcasts its news to the others, with increasing numbers.
 */
export class Tabs {
  /** The position up to which this tab has received events. */
  cursor;
  #page;
  #api;
  #id = uuid();
  #running;
  #link;
  #channel;
  #leader;
  #number;
  #isBehind;
  #held;
  #asked = new Map();

  /**
   * @param page the page of the tab: `options`, `status()`, the followed `rooms()`, the `facts()` for a new tab and
   * `greet(facts, isBack)`, `hear(news)`, `show(frame)`
   */
  constructor(api, cursor, page) {
    this.cursor = cursor;
    this.#api = api;
    this.#page = page;
  }

  get isLeader() {
    return Boolean(this.#link);
  }

  get isRunning() {
    return Boolean(this.#running);
  }

  async start() {
    const running = (this.#running = new AbortController());
    const { signal } = running;
    this.#number = 0;
    await patiently(() => this.#api.token(), () => signal.aborted);
    if (signal.aborted) return;
    const { locks } = globalThis.navigator ?? {};
    if (this.#page.options.share === false || !locks || !globalThis.BroadcastChannel) return this.#lead();
    const name = `herald 2 ${this.#api.url} ${this.#api.user}`;
    this.#channel = new BroadcastChannel(name);
    this.#channel.onmessage = ({ data }) => (!data.to || data.to === this.#id) && (this.#link ? this.#serve(data) : this.#follow(data));
    this.#hello();
    locks.request(name, { signal }, () => {
      this.#lead();
      return new Promise((release) => signal.addEventListener('abort', release));
      // A sandboxed frame has navigator.locks but may not use it.
    }).catch(() => signal.aborted || this.#lead());
  }

  stop(goodbye) {
    this.#say('bye');
    this.#link?.cut({ fatal: 'client', goodbye });
    this.#channel?.close();
    this.#running?.abort();
    this.#running = this.#link = this.#channel = this.#leader = this.#held = null;
  }

  wake() {
    if (this.#link) this.#link.wake();
    else this.#say('wake');
  }

  cut() {
    this.#link?.cut();
  }

  reconnect() {
    if (!this.#link) this.#say('wake', { anew: true });
    else if (this.#page.status().reason) this.#link.run();
    else this.#link.cut({ now: true });
  }

  /** Executes an operation of the link, in this tab or in the current or next leader. */
  ask(op, ...args) {
    return new Promise((resolve, reject) => {
      const { reason } = this.#page.status();
      if (reason) throw new HeraldError('closed', reason);
      const id = uuid();
      this.#asked.set(id, { op, args, resolve, reject });
      this.#put(id);
    });
  }

  refuse(failure) {
    this.#asked.forEach(({ reject }) => reject(failure));
    this.#asked.clear();
  }

  #put(id) {
    const { op, args, resolve, reject } = this.#asked.get(id);
    if (!this.#link) return this.#say('ask', { id, op, args });
    // Kept until it is answered: a link that is closed leaves joins in flight to the next.
    const settle = (how) => (what) => this.#asked.delete(id) && how(what);
    this.#link[op](this.#id, ...args).then(settle(resolve), settle(reject));
  }

  #say(what, more) {
    this.#channel?.postMessage({ ...more, what, from: this.#id });
  }

  /** Announces the position and the rooms of this tab. A tab that has just started reads the events it missed by itself. */
  #hello(isBehind) {
    const isOld = this.#leader;
    const rooms = this.#page.rooms().map(([room, where, live]) => [room, where, isOld && live]);
    this.#isBehind = isBehind;
    this.#say('hello', { number: this.#number, cursor: isOld && this.cursor, rooms, isBehind });
  }

  #announce() {
    this.#say('lead', { number: this.#number, cursor: this.cursor, facts: { ...this.#page.facts(), status: this.#link.status } });
  }

  async #lead() {
    const before = this.#leader;
    const link = (this.#link = new Link(this.#api, this.cursor, (news) => this.#spread(link, news), this.#page.show, this.#page.options.transports));
    // A tab that is still catching up is behind all others.
    if (this.#held) this.#number = 0;
    this.#held = null;
    link.adopt(this.#id, this.#page.rooms());
    this.#leader = this.#id;
    this.#announce();
    this.#asked.forEach((_, id) => this.#put(id));
    // The others have this long to announce their positions: the connection resumes from the lowest one.
    if (before) await sleep(150);
    link.run();
  }

  #spread(link, news) {
    if (link !== this.#link) return;
    const { event, data } = news;
    const isMine = event === 'session.status' && /client|unauthorized/.test(data.reason);
    if (!isMine) this.#say('news', { news, number: ++this.#number, cursor: link.cursor });
    this.#hear(news, link.cursor);
  }

  /** Handles a message of another tab, as the leader. */
  #serve({ what, from, id, number, cursor, rooms, isBehind, op, args, anew }) {
    const link = this.#link;
    if (what === 'hello') {
      if (link.adopt(from, rooms) || isBehind) {
        const isEarlier = cursor && number < this.#number;
        if (isEarlier) this.#number = number;
        link.rewind(isEarlier ? cursor : link.cursor);
      }
      this.#announce();
    } else if (what === 'ask') {
      const answer = (more) => this.#say('answer', { to: from, id, ...more });
      link[op](from, ...args).then(
        (value) => answer({ value }),
        ({ code, message, again, status }) => answer({ failure: { code, message, again, status } }),
      );
    } else if (what === 'bye') {
      link.forget(from);
    } else if (what === 'wake') {
      if (anew) this.reconnect();
      else link.wake();
    }
  }

  /** Handles a message, as a follower. */
  #follow({ what, from, number, cursor, facts, news, id, value, failure }) {
    if (what === 'lead') {
      const isNew = from !== this.#leader;
      const isFirst = !this.#leader;
      if (!isFirst && this.cursor && number > this.#number) return this.#hello(true);
      if (isNew && !isFirst) this.#hello();
      this.#number = number;
      this.#leader = from;
      this.#isBehind = false;
      if (!isNew) return;
      const isBack = isFirst && this.cursor;
      this.cursor ??= cursor;
      this.#page.greet(facts, isBack);
      this.#asked.forEach((_, one) => this.#put(one));
      if (isBack) this.#catchUp(cursor);
    } else if (what === 'news' && from === this.#leader) {
      if (number > this.#number + 1) return this.#isBehind || this.#hello(true);
      if (number <= this.#number) return;
      this.#number = number;
      this.#hear(news, cursor);
    } else if (what === 'answer') {
      const { resolve, reject } = this.#asked.get(id) ?? {};
      this.#asked.delete(id);
      if (failure) reject?.(new HeraldError(failure.code, failure.message, failure));
      else resolve?.(value);
    }
  }

  #hear(news, cursor) {
    if (this.#held && news.event !== 'session.status') return this.#held.push([news, cursor]);
    this.cursor = cursor;
    this.#page.hear(news);
  }

  /**
   * A tab that was away while others stayed connected (reloaded, restored, from the back/forward cache) reads the events it
   * missed by itself, so that the shared connection need not rewind. News that arrive meanwhile are delivered afterwards.
   *
   * @param theirs the position of the others: a tab that becomes the leader must not resume beyond it
   */
  async #catchUp(theirs) {
    const held = (this.#held = []);
    const isOver = () => held !== this.#held;
    const { hear, rooms } = this.#page;
    // Join first and read afterwards, so that no event is missed in between.
    const joins = rooms().map(([room, where, live]) => live && this.ask('join', room, where).then(() => room, () => {}));
    const joined = (await Promise.all(joins)).filter(Boolean);
    let at = this.cursor;
    try {
      for (let isDone; !isDone; ) {
        const missed = await patiently(() => this.#api.request('GET', `poll${query({ cursor: at, wait: '0s' }, joined)}`), isOver);
        if (isOver()) return;
        const { events, cursor, reset } = missed;
        if (reset) hear({ event: 'reset', data: { channels: [], cursor } });
        events.forEach((data) => hear({ data }));
        at = cursor;
        // Until the events are those that the others receive, too.
        isDone = !events[0] || events.some(({ id }) => id && held.some(([{ data }]) => data?.id === id));
      }
    } catch {
      if (isOver()) return;
      hear({ event: 'reset', data: { channels: [], cursor: at } });
    }
    this.#held = null;
    this.cursor = theirs ?? at;
    held.forEach(([news, cursor]) => this.#hear(news, cursor));
  }
}
