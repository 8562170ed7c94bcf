/** What the simulation knows and checks: everything that was ever in the log, and what each client receives of it. */
@NullMarked
package io.herald.simulation.oracle;

import org.jspecify.annotations.NullMarked;
