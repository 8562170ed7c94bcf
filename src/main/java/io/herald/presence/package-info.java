/**
 * Who is in which room, over all instances. Entries belong to the instance whose connections they count, and live as long
 * as its lease; whoever finds a lease run out takes them away and tells of it in one script, so it is told once.
 */
@NullMarked
package io.herald.presence;

import org.jspecify.annotations.NullMarked;
