/** Tests of the container images, built on stand-ins for their base images ({@code containers/build}). */
@NullMarked
package io.herald.image;

import org.jspecify.annotations.NullMarked;
