/**
 * What users were told, and what they have made of it: fed from the log into PostgreSQL, and changed by the users. The
 * statements of the schema are in {@code db/migration}.
 */
@NullMarked
package io.herald.inbox;

import org.jspecify.annotations.NullMarked;
