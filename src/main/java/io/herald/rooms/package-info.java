/** Rooms and who belongs to them: kept in PostgreSQL, copied to Redis for when that is away, acted upon by every instance. */
@NullMarked
package io.herald.rooms;

import org.jspecify.annotations.NullMarked;
