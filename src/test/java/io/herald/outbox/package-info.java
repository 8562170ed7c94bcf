/** Tests of the outbox on a real PostgreSQL and, for its guarantees, with packaged instances of the service. */
@NullMarked
package io.herald.outbox;

import org.jspecify.annotations.NullMarked;
