/**
 * Classifies failures of PostgreSQL as temporary or permanent, and runs the periodic database tasks of all packages.
 */
@NullMarked
package io.herald.database;

import org.jspecify.annotations.NullMarked;
