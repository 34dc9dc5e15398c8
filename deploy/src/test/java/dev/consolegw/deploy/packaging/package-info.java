/** What Maven's profile {@code packages} has made, installed and started. */
@NullMarked
package dev.consolegw.deploy.packaging;

import org.jspecify.annotations.NullMarked;
