/**
 * Makes the packages that the project is installed from, of what Maven has built: {@link
 * dev.consolegw.deploy.packaging.Packages} is run by the profile {@code packages}. Read {@link
 * dev.consolegw.deploy.packaging.FileTree} first: it says what lies where; a {@link
 * dev.consolegw.deploy.packaging.DebianPackage} has jdeb write one down, and an {@link
 * dev.consolegw.deploy.packaging.Image} has jib do it. The same input gives the same bytes, whoever
 * runs it, whenever and wherever. Nothing of it is shipped.
 */
@NullMarked
package dev.consolegw.deploy.packaging;

import org.jspecify.annotations.NullMarked;
