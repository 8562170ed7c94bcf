/** Access of Web Push to PostgreSQL. */
@NullMarked
package io.herald.push.storage;

import org.jspecify.annotations.NullMarked;
