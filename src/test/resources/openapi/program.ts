import { ChannelsApi, Configuration, InboxApi, NotificationsApi, ResponseError, RoomsApi, StreamsApi } from './index.js';

/** Uses the generated client as a page would. Arguments: the address of the service, a token, its user. */
declare const process: { argv: string[] };
const [, , basePath, token, user] = process.argv;
const configuration = new Configuration({ basePath, accessToken: token });

const notifications = new NotificationsApi(configuration);
const notification = { to: { users: [user] }, type: 'info' as const, title: 'Hello from a generated client' };
const accepted = await notifications.publish({ notification, idempotencyKey: `key-${user}` });
const { duplicate } = await notifications.publish({ notification, idempotencyKey: `key-${user}` });

const inbox = new InboxApi(configuration);
let page = await inbox.inbox({ limit: 10 });
while (!page.items.length) page = await inbox.inbox({ limit: 10 });
const { unread } = await inbox.readAll({ readSelection: { upTo: accepted.id } });

const room = `room-${user}`;
const rooms = new RoomsApi(configuration);
await rooms.putRoom({ room, roomSettings: { kind: 'open', keep: 'P1D' } });
await rooms.addMember({ room, user });
await rooms.sendMessage({ room, message: { content: 'Hi' } });
const { events } = await new ChannelsApi(configuration).history({ channel: `room:${room}`, limit: 50 });
const { cursor } = await new StreamsApi(configuration).poll({ room: [room], wait: '0s' });

const refused = await notifications.publish({ notification: { ...notification, title: '' } }).then(
  () => 'nothing',
  async (failure: ResponseError) => `${failure.response.status} ${(await failure.response.json()).violations[0].field}`,
);
console.log(`accepted ${duplicate}, inbox ${page.items[0].title}, read ${unread}, message ${(events[0].data as any).content}, cursor ${Boolean(cursor)}, refused ${refused}`);
