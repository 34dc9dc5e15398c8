/** How what is kept under {@code state} lies on disk: folders and small files of one user alone. */
@NullMarked
package dev.consolegw.gateway.state;

import org.jspecify.annotations.NullMarked;
