/**
 * Sends events to hooks: stores what is staged in PostgreSQL, one row for each hook, and sends the rows in order per user and room,
 * until they are delivered or have failed for a day. One instance at a time sends the events of a hook.
 */
@NullMarked
package io.herald.hooks;

import org.jspecify.annotations.NullMarked;
