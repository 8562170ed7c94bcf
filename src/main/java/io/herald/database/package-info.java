/**
 * What PostgreSQL's failures mean, for every room that asks it.
 */
@NullMarked
package io.herald.database;

import org.jspecify.annotations.NullMarked;
