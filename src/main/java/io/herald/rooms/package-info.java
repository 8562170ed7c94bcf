/**
 * Rooms, memberships and kept messages. PostgreSQL is the source of truth, and Redis has a copy of rooms and memberships for the
 * time that PostgreSQL is unavailable. Every instance applies changes to its own connections.
 */
@NullMarked
package io.herald.rooms;

import org.jspecify.annotations.NullMarked;
