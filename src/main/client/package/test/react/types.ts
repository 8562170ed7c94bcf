import 'herald-push-client/inbox';
import { Herald, type Envelope } from 'herald-push-client';

declare module 'herald-push-client' {
  interface Events {
    'order.shipped': Envelope<{ order: number }>;
  }
}

export function listen(herald: Herald) {
  herald.on('order.shipped', ({ data }) => data.order.toFixed());
  herald.on('notification', ({ data }) => data.title.length);
  herald.on('inbox.badge', ({ unread }) => unread.toFixed());
  // @ts-expect-error A typo.
  herald.on('notificaton', () => {});
  // @ts-expect-error A number has no such property.
  herald.on('order.shipped', ({ data }) => data.order.length);
  document.querySelector('herald-inbox')?.open();
}
