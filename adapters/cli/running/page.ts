/** The page of the agent that runs: whether it is served and on which port, and where it is said to be. */
import { type Config, DEFAULT_WEB_PORT } from '../../config/index.ts';
import { ControlError, type Served } from '../../control/index.ts';
import type { Web } from '../../web/index.ts';
import { CliError } from '../exit.ts';
import { readPage } from '../offline/page.ts';
import type { Output } from '../output.ts';

export type PageOptions = { readonly web?: string | true; readonly once?: boolean };
export type WantedPage = { readonly port: number; readonly page: string };

/** Null: none is wanted. To be asked before anything is opened: a mistake, or a page that was never built, ends the command. */
export function pageWanted({ web, once = false }: PageOptions, config: Config): WantedPage | null {
  if (once && web !== undefined) throw new CliError('usage', 'ERR_USAGE', '--once ends at once: it goes without --web', 'leave --once out');
  const port = web === undefined ? config.web?.port : web === true ? (config.web?.port ?? DEFAULT_WEB_PORT) : portIn(web);
  return once || port === undefined ? null : { port, page: readPage() };
}

function portIn(text: string): number {
  if (/^\d{1,5}$/.test(text) && Number(text) <= 65_535) return Number(text);
  throw new CliError('usage', 'ERR_USAGE', `--web takes a port, not ${text}`, '0 is any free one; without a port it is the usual one');
}

/** A port that somebody else has is no reason to leave a host without its agent. The token is said here and nowhere else. */
export async function openPage(
  served: Served,
  wanted: WantedPage | null,
  output: Output,
  notice: (line: string) => void,
): Promise<Web | null> {
  if (!wanted) return null;
  const { serveWeb } = await import('../../web/index.ts');
  try {
    const web = await serveWeb(served, wanted);
    if (output.isJson) output.note(`the page: ${web.url}`);
    else output.line(`The page, for whoever has this address: ${web.url}`);
    return web;
  } catch (error) {
    if (!(error instanceof ControlError)) throw error;
    notice(`warning: the page is not served: ${error.message}; ${error.hint}`);
    return null;
  }
}
