import { Herald } from 'herald-push-client';
import { StrictMode } from 'react';
import { hydrateRoot } from 'react-dom/client';
import { Page } from './page';

const herald = new Herald({ url: '/missing', token: () => 'x.e30.x' });
const errors: unknown[] = [];
const page = <StrictMode><Page herald={herald} /></StrictMode>;
hydrateRoot(document.getElementById('app')!, page, { onRecoverableError: (error) => errors.push(error) });
const header = () => document.querySelector('herald-inbox[mode=page]')?.shadowRoot?.querySelector('[part=heading]');
while (!header()) await new Promise((done) => setTimeout(done, 10));
document.title = errors.length ? String(errors) : `Works: ${header()!.textContent}`;
