/** The code of an error that the system gave (`ENOENT`), null for any other. */
export const systemCode = (error: unknown): string | null =>
  error instanceof Error && 'errno' in error && 'code' in error && typeof error.code === 'string' ? error.code : null;
