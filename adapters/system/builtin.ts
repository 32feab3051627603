/**
 * Built-in modules without what `import` would bring along: for a module that imports one, all of its names are read at once. Of
 * node:http that loads Node's own fetch (2 MB of heap), of node:util its tests' tools.
 */
export const http = process.getBuiltinModule('node:http');
export const util = process.getBuiltinModule('node:util');
/** Only when they are needed: few logs are packed while an agent runs, and half a megabyte of TLS is for those who speak it. */
export const tls = () => process.getBuiltinModule('node:tls');
export const https = () => process.getBuiltinModule('node:https');
export const zlib = () => process.getBuiltinModule('node:zlib');
