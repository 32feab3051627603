/** The package's version, as agents write it into their logs. A test holds it equal to package.json. */
export const VERSION = '0.1.0';
