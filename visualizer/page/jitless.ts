/** Before any schema is made: zod would try out `eval`, which the page's policy forbids and reports. */
import { z } from 'zod';

z.config({ jitless: true });
