/**
 * Access to PostgreSQL: migrations, connection options, metrics, the classification of failures as temporary or permanent, and
 * the periodic database tasks of all packages.
 */
@NullMarked
package io.herald.database;

import org.jspecify.annotations.NullMarked;
