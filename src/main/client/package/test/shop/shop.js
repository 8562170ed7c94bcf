import { Herald } from 'herald-push-client';
import 'herald-push-client/inbox';

const herald = new Herald({ url: '/missing', token: () => 'x.e30.x' });
const inbox = document.querySelector('herald-inbox');
inbox.herald = herald;
inbox.open();
// The list is a module that is loaded on first use.
while (!inbox.shadowRoot.querySelector('[part=header]')) await new Promise((done) => setTimeout(done, 10));
document.title = `Works: ${inbox.shadowRoot.querySelector('[part=bell]').getAttribute('aria-label')}`;
