// @ts-check
// The worker's first line.

import { serve } from "./worker.js";

serve(/** @type {any} */ (globalThis).loadMicroPython);
