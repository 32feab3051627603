/** The YAML library, loaded once there is text to read: a program that gives its configuration as an object saves the 0.7 MB. */
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

export const yaml = (): typeof import('yaml') => require('yaml');
