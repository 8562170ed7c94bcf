/**
 * What PostgreSQL's failures mean, for every room that asks it, and what is done in it again and again.
 */
@NullMarked
package io.herald.database;

import org.jspecify.annotations.NullMarked;
