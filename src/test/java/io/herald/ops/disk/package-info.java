/** What clients observe while a disk of Redis or PostgreSQL is full. */
@NullMarked
package io.herald.ops.disk;

import org.jspecify.annotations.NullMarked;
