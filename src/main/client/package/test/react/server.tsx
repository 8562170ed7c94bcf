import { writeFileSync } from 'node:fs';
import { renderToString } from 'react-dom/server';
import { Page } from './page';

const html = renderToString(<Page herald={undefined} />);
if (!html.includes('connecting 0 0 true')) throw new Error(html);
writeFileSync('dist/index.html', `<!doctype html><html lang="en"><title>Shop</title><div id="app">${html}</div><script type="module" src="./shop.js"></script></html>`);
