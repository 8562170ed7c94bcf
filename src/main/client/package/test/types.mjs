// Checks that every way to import the package from an ES module finds its types ("Are the types wrong?").
// Its command line cannot read archives of this version of npm, so that this program passes it the files.
import { checkPackage, Package } from '@arethetypeswrong/core';
import { readdirSync, readFileSync } from 'node:fs';

const [directory] = process.argv.slice(2);
const { name, version } = JSON.parse(readFileSync(`${directory}/package.json`, 'utf8'));
const files = readdirSync(directory).filter((file) => !file.endsWith('.tgz'));
const contents = Object.fromEntries(files.map((file) => [`/node_modules/${name}/${file}`, readFileSync(`${directory}/${file}`, 'utf8')]));
const { problems } = await checkPackage(new Package(contents, name, version), { excludeEntrypoints: ['herald-worker.js'] });
// The package has no CommonJS modules, and its entry points need a resolution that knows `exports`.
const serious = problems.filter(({ resolutionKind }) => resolutionKind !== 'node10' && resolutionKind !== 'node16-cjs');
if (serious.length > 0) {
  console.error(serious);
  process.exit(1);
}
