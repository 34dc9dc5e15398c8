/**
 * Files of a guest, served to clients of SFTP by whatever the guest has for that. Used by {@code
 * shell}.
 */
@org.jspecify.annotations.NullMarked
package dev.consolegw.gateway.shell.files;
