import { asyncApiDocument } from '#libs/contracts';
import { stringify } from 'yaml';

// Prints the description of the events, as docs/asyncapi.yaml keeps it. Needs a build: `npm run docs` does both.
// Older readers take an instant without quotes for a date of their own.
const style = { lineWidth: 0, singleQuote: true, aliasDuplicateObjects: false, compat: 'yaml-1.1' };
process.stdout.write(stringify(asyncApiDocument(), style));
